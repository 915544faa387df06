using System.Text.Json.Nodes;
using Lepton.Evaluation.Statistics;
using Lepton.Testing;
using Lepton.Training.Search;

namespace Lepton.Training.Tests.Search;

public sealed class ParzenEstimatorTests
{
    // tests/golden/tpe.py; of a log scale Optuna's density is over the logarithm, as ours is.
    [Fact]
    public void Densities_are_those_of_Optuna()
    {
        foreach (var known in JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "tpe.json")))!.AsArray())
        {
            var kind = (string)known!["kind"]!;
            var dimension = new Dimension("x", kind switch { "integer" => DimensionKind.Integer, "choice" => DimensionKind.Choice, _ => DimensionKind.Number }, Number(known["low"]!), Number(known["high"]!), IsLog: kind == "log");
            var observed = Numbers(known["observed"]!);
            var estimator = new ParzenEstimator(dimension, observed);
            foreach (var (place, expected) in Numbers(known["places"]!).Zip(Numbers(known["log-density"]!)))
            {
                Assert.True(Math.Abs(estimator.LogDensity(place) - expected) < 1e-6, $"{kind}, {observed.Count} observed, at {place}: {estimator.LogDensity(place)}, not {expected}");
            }
        }
    }

    [Theory]
    [InlineData(DimensionKind.Number, false)]
    [InlineData(DimensionKind.Number, true)]
    [InlineData(DimensionKind.Integer, false)]
    [InlineData(DimensionKind.Integer, true)]
    [InlineData(DimensionKind.Choice, false)]
    public void Draws_follow_the_density(DimensionKind kind, bool isLog)
    {
        var dimension = new Dimension("x", kind, kind == DimensionKind.Choice ? 0 : 1, 8, isLog);
        var estimator = new ParzenEstimator(dimension, [2, 2, 3, 7]);
        var random = new SplitMix64(4);
        var draws = Enumerable.Range(0, 20_000).Select(_ => estimator.Sample(ref random)).ToList();
        Assert.All(draws, d => Assert.InRange(d, dimension.Low, dimension.High));
        var middle = 4.5;
        var below = kind == DimensionKind.Number
            ? Enumerable.Range(0, 4000).Select(i => dimension.Line.Low + ((i + 0.5) / 4000 * (dimension.ToLine(middle) - dimension.Line.Low))).Sum(p => Math.Exp(estimator.LogDensity(isLog ? Math.Exp(p) : p)) * (dimension.ToLine(middle) - dimension.Line.Low) / 4000)
            : Enumerable.Range((int)dimension.Low, 5 - (int)dimension.Low).Sum(v => Math.Exp(estimator.LogDensity(v)));
        Assert.InRange(draws.Count(d => d < middle) / 20_000.0, below - 0.012, below + 0.012);
    }

    private static double Number(JsonNode node) => node.AsValue().TryGetValue<double>(out var value) ? value : node.GetValue<long>();

    private static List<double> Numbers(JsonNode node) => [.. node.AsArray().Select(n => Number(n!))];
}
