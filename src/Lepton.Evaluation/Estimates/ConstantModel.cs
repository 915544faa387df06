using System.Text.Json.Nodes;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Estimates;

/// <summary>The model that always says the same: what any model must beat.</summary>
public static class ConstantModel
{
    /// <param name="classes">Names of the classes in the order of their shares; empty for regression.</param>
    /// <param name="prior">Shares of the classes or tokens in the training part, or its most frequent text; null for regression.</param>
    /// <param name="mean">Mean of the training targets.</param>
    public static Answers Of(Answers answers, IReadOnlyList<string> classes, JsonArray? prior, double mean) => answers switch
    {
        TagAnswers tags => tags with { Predicted = [.. tags.Truth.Select(t => Enumerable.Repeat(classes[Most(prior!)], t.Length).ToArray())] },
        LanguageAnswers language => OfTokens(language, [.. prior!.Select(p => p!.GetValue<double>())]),
        TextAnswers texts => texts with { Predicted = [.. Enumerable.Repeat((string)prior![0]!, texts.Count)] },
        Predictions { Task: TaskKind.Regression } p => p with { Values = [.. Enumerable.Repeat(mean, p.Count)] },
        Predictions p => OfClasses(p, prior!),
        _ => throw new ArgumentOutOfRangeException(nameof(answers), answers.GetType().Name, "no constant model for such answers"),
    };

    // A token has the share that it has of all tokens of the training part, whatever stands around it.
    private static LanguageAnswers OfTokens(LanguageAnswers answers, double[] shares)
    {
        var most = Array.IndexOf(shares, shares.Max());
        return answers with
        {
            Losses = [.. answers.Hidden.Select(row => row.Sum(token => -Math.Log(Math.Max(shares[token], 1e-15))))],
            Right = [.. answers.Hidden.Select(row => (double)row.Count(token => token == most))],
        };
    }

    private static Predictions OfClasses(Predictions predictions, JsonArray prior)
    {
        // The rows may have classes that training never saw.
        var shares = predictions.Classes.Select((_, i) => i < prior.Count ? prior[i]!.GetValue<double>() : 0).ToArray();
        var probabilities = new double[predictions.Count * shares.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = shares[i % shares.Length];
        }

        return predictions with { Predicted = [.. Enumerable.Repeat(Most(prior), predictions.Count)], Probabilities = probabilities };
    }

    private static int Most(JsonArray shares)
    {
        var all = shares.Select(s => s!.GetValue<double>()).ToArray();
        return Array.IndexOf(all, all.Max());
    }
}
