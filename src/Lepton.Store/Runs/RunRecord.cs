using System.Text.Json.Nodes;

namespace Lepton.Store.Runs;

/// <summary>What was done to a model once: a build, or a trial of a search.</summary>
/// <param name="Id">Counts on from 1; 0 for one that is not kept yet.</param>
/// <param name="Started">UTC.</param>
/// <param name="Seconds">That its steps took.</param>
/// <param name="Command">Such as <c>train</c> or <c>search tumor-search</c>.</param>
/// <param name="Trial">Of a search, its number; else null.</param>
/// <param name="Status">done, blocked or failed.</param>
/// <param name="Commit">That was checked out, or null.</param>
/// <param name="Artifact">Digest of the model file, or null.</param>
/// <param name="Dataset">Digest of its data, or null.</param>
/// <param name="Part">The rows that metrics are of: test, validation, or folds of all but the test rows.</param>
/// <param name="Metrics">That it was judged by.</param>
public sealed record RunRecord(
    long Id,
    DateTimeOffset Started,
    double Seconds,
    string Command,
    string Model,
    string? Trial,
    string Status,
    string? Commit,
    string? Artifact,
    string? Dataset,
    string Part,
    IReadOnlyList<RunMetric> Metrics)
{
    /// <summary>All that the trainer has; empty where they were not asked for.</summary>
    public JsonObject Hyperparameters { get; init; } = [];

    /// <summary>What training told of each round, by metric, as the step <c>train</c> keeps it; empty where it told nothing, and where it was not asked for.</summary>
    public JsonObject Curves { get; init; } = [];

    /// <summary>The value of a metric; NaN where it was not measured.</summary>
    public double Metric(string name) => Estimate(name)?.Value ?? double.NaN;

    /// <summary>A metric with its interval, or null.</summary>
    public RunMetric? Estimate(string name)
    {
        foreach (var metric in Metrics)
        {
            if (metric.Name == name)
            {
                return metric;
            }
        }

        return null;
    }
}
