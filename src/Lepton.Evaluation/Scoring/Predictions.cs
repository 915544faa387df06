using Lepton.Specs.Models;

namespace Lepton.Evaluation.Scoring;

/// <summary>Classes or values of rows.</summary>
/// <param name="Classes">Names of the classes in the model's order; empty for regression. Of two, the second is the positive one.</param>
/// <param name="Truth">Index of the true class of each row; empty for regression.</param>
/// <param name="Predicted">Index of the class that the model names.</param>
/// <param name="Probabilities">Row-major [rows, classes]; in [0,1].</param>
/// <param name="Targets">True values; empty for classification.</param>
/// <param name="Values">The model's values.</param>
public sealed record Predictions(
    TaskKind Task,
    IReadOnlyList<string> Classes,
    int[] Truth,
    int[] Predicted,
    double[] Probabilities,
    double[] Targets,
    double[] Values)
    : Answers
{
    public override int Count => Task == TaskKind.Regression ? Targets.Length : Truth.Length;

    /// <summary>The probability of a class, row by row.</summary>
    public double[] ProbabilityOf(int index)
    {
        var column = new double[Count];
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = Probabilities[(row * Classes.Count) + index];
        }

        return column;
    }

    public override Predictions Where(bool[] mask)
    {
        var rows = Enumerable.Range(0, Count).Where(r => mask[r]).ToArray();
        var k = Classes.Count;
        return Task == TaskKind.Regression
            ? this with { Targets = Array.ConvertAll(rows, r => Targets[r]), Values = Array.ConvertAll(rows, r => Values[r]) }
            : this with
            {
                Truth = Array.ConvertAll(rows, r => Truth[r]),
                Predicted = Array.ConvertAll(rows, r => Predicted[r]),
                Probabilities = [.. rows.SelectMany(r => new ArraySegment<double>(Probabilities, r * k, k))],
            };
    }
}
