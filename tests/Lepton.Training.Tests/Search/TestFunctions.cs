using Lepton.Training.Search;

namespace Lepton.Training.Tests.Search;

/// <summary>Functions that searches are compared on, to be minimised (Surjanovic and Bingham, "Virtual Library of Simulation Experiments").</summary>
internal static class TestFunctions
{
    /// <summary>Branin and Hoo: two dimensions, three least values of 0.397887.</summary>
    public static (IReadOnlyList<Dimension> Space, Func<IReadOnlyDictionary<string, double>, double> Value) Branin { get; } = (
        [new("x", DimensionKind.Number, -5, 10), new("y", DimensionKind.Number, 0, 15)],
        v => Math.Pow(v["y"] - (5.1 / (4 * Math.PI * Math.PI) * v["x"] * v["x"]) + (5 / Math.PI * v["x"]) - 6, 2) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(v["x"])) + 10);

    /// <summary>Hartmann: six dimensions, the least value -3.32237.</summary>
    public static (IReadOnlyList<Dimension> Space, Func<IReadOnlyDictionary<string, double>, double> Value) Hartmann { get; } = (
        [.. Enumerable.Range(0, 6).Select(i => new Dimension($"x{i}", DimensionKind.Number, 0, 1))],
        v =>
        {
            double[] alpha = [1.0, 1.2, 3.0, 3.2];
            double[][] a = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
            double[][] p = [[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991], [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]];
            return -Enumerable.Range(0, 4).Sum(i => alpha[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => a[i][j] * Math.Pow(v[$"x{j}"] - p[i][j], 2))));
        });

    /// <summary>Ackley: five dimensions, the least value 0 at the origin.</summary>
    public static (IReadOnlyList<Dimension> Space, Func<IReadOnlyDictionary<string, double>, double> Value) Ackley { get; } = (
        [.. Enumerable.Range(0, 5).Select(i => new Dimension($"x{i}", DimensionKind.Number, -32.768, 32.768))],
        v => (-20 * Math.Exp(-0.2 * Math.Sqrt(v.Values.Sum(x => x * x) / 5))) - Math.Exp(v.Values.Sum(x => Math.Cos(2 * Math.PI * x)) / 5) + 20 + Math.E);
}
