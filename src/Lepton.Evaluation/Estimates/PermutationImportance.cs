using System.Text.Json.Nodes;
using Lepton.Data.Table;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Estimates;

/// <summary>How much worse the first metric gets when one column is shuffled (Breiman 2001), on at most so many rows.</summary>
public static class PermutationImportance
{
    private const int Rows = 1000;

    /// <summary>Columns with the loss they would cause, the most important first.</summary>
    public static JsonArray Of(LoadedModel model, ModelSpec spec, DataTable table, CancellationToken cancellation)
    {
        var name = spec.Evaluation.Metrics[0];
        var sample = Sample(table);
        var before = Measure(model, spec, name, sample, cancellation);
        var worse = MetricCatalog.Get(name).HigherIsBetter ? 1 : -1;
        var found = new List<(string Column, double Loss)>();
        foreach (var input in model.InputNames)
        {
            var order = new SplitMix64((ulong)(uint)spec.Seed + 1).Permutation(sample.Count);
            var shuffled = sample with { Columns = [.. sample.Columns.Select(c => c.Column.Name == input ? c.Pick(order) : c)] };
            found.Add((input, worse * (before - Measure(model, spec, name, shuffled, cancellation))));
        }

        return new JsonArray([.. found.Where(f => double.IsFinite(f.Loss)).OrderByDescending(f => f.Loss).ThenBy(f => f.Column, StringComparer.Ordinal)
            .Select(f => (JsonNode)new JsonObject { ["column"] = f.Column, ["loss"] = f.Loss })]);
    }

    private static double Measure(LoadedModel model, ModelSpec spec, string name, DataTable table, CancellationToken cancellation)
    {
        var ones = new int[table.Count];
        Array.Fill(ones, 1);
        return MetricFactory.Create(name, model.Predict(table, cancellation), spec.Evaluation, _ => { }).Compute(ones);
    }

    private static DataTable Sample(DataTable table)
    {
        if (table.Count <= Rows)
        {
            return table;
        }

        var rows = Enumerable.Range(0, Rows).Select(i => (int)((long)i * table.Count / Rows)).ToArray();
        return new DataTable(Rows, [.. table.Columns.Select(c => c.Pick(rows))]);
    }
}
