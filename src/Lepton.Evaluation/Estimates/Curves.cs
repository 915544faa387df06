using System.Text.Json.Nodes;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;

namespace Lepton.Evaluation.Estimates;

/// <summary>What reports draw: confusion matrix, ROC curve, calibration.</summary>
public static class Curves
{
    private const int Points = 200;

    public static JsonObject Of(Answers answers)
    {
        var curves = new JsonObject();
        if (answers is not Predictions { Classes.Count: > 0 } p)
        {
            return curves;
        }

        var k = p.Classes.Count;
        var cells = new long[k * k];
        for (var i = 0; i < p.Count; i++)
        {
            cells[(p.Truth[i] * k) + p.Predicted[i]]++;
        }

        curves["confusion"] = new JsonObject
        {
            ["classes"] = new JsonArray([.. p.Classes.Select(c => (JsonNode)c)]),
            ["rows"] = new JsonArray([.. Enumerable.Range(0, k).Select(t => (JsonNode)new JsonArray([.. Enumerable.Range(0, k).Select(c => (JsonNode)cells[(t * k) + c])]))]),
        };
        curves["calibration"] = Calibration(p);
        if (k == 2)
        {
            curves["roc"] = Roc(p);
        }

        return curves;
    }

    private static JsonArray Roc(Predictions p)
    {
        var scores = p.ProbabilityOf(1);
        var order = Enumerable.Range(0, p.Count).OrderByDescending(i => scores[i]).ToArray();
        var positives = Math.Max(1, p.Truth.Count(t => t == 1));
        var negatives = Math.Max(1, p.Count - p.Truth.Count(t => t == 1));
        var points = new List<(double X, double Y)> { (0, 0) };
        int hits = 0, misses = 0;
        for (var i = 0; i < order.Length; i++)
        {
            hits += p.Truth[order[i]];
            misses += 1 - p.Truth[order[i]];
            if (i + 1 == order.Length || scores[order[i + 1]] != scores[order[i]])
            {
                points.Add(((double)misses / negatives, (double)hits / positives));
            }
        }

        var stride = Math.Max(1, points.Count / Points);
        return new JsonArray([.. points.Where((_, i) => i % stride == 0 || i == points.Count - 1).Select(q => (JsonNode)new JsonArray(q.X, q.Y))]);
    }

    private static JsonArray Calibration(Predictions p)
    {
        var k = p.Classes.Count;
        var rows = new long[CalibrationErrorMetric.Bins];
        var confidence = new double[rows.Length];
        var right = new double[rows.Length];
        for (var i = 0; i < p.Count; i++)
        {
            var best = p.Probabilities.AsSpan(i * k, k);
            var top = 0;
            for (var c = 1; c < k; c++)
            {
                top = best[c] > best[top] ? c : top;
            }

            var bin = CalibrationErrorMetric.BinOf(best[top]);
            rows[bin]++;
            confidence[bin] += best[top];
            right[bin] += top == p.Truth[i] ? 1 : 0;
        }

        return new JsonArray([.. Enumerable.Range(0, rows.Length).Where(b => rows[b] > 0).Select(b => (JsonNode)new JsonObject
        {
            ["rows"] = rows[b],
            ["confidence"] = confidence[b] / rows[b],
            ["accuracy"] = right[b] / rows[b],
        })]);
    }
}
