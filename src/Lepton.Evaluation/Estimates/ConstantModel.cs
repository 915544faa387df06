using System.Text.Json.Nodes;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Estimates;

/// <summary>The model that always says the same: what any model must beat.</summary>
public static class ConstantModel
{
    /// <param name="prior">Shares of the classes in the training part, or null for regression.</param>
    /// <param name="mean">Mean of the training targets.</param>
    public static Predictions Answers(Predictions predictions, JsonArray? prior, double mean)
    {
        if (predictions.Task == TaskKind.Regression)
        {
            var values = new double[predictions.Count];
            Array.Fill(values, mean);
            return predictions with { Values = values };
        }

        var shares = predictions.Classes.Select((_, i) => i < prior!.Count ? prior[i]!.GetValue<double>() : 0).ToArray();
        var named = Array.IndexOf(shares, shares.Max());
        var probabilities = new double[predictions.Count * shares.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = shares[i % shares.Length];
        }

        return predictions with { Predicted = [.. Enumerable.Repeat(named, predictions.Count)], Probabilities = probabilities };
    }
}
