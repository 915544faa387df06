using System.Text.Json.Nodes;
using Lepton.Specs;
using Lepton.Training.Search;

namespace Lepton.Cli.Pipeline;

/// <summary>What became of a trial.</summary>
/// <param name="Values">Its hyperparameters, as a spec has them.</param>
/// <param name="Objectives">In the order of the spec; null where it failed.</param>
/// <param name="Seconds">That training and scoring took, when they were done.</param>
/// <param name="IsReused">Whether its results were known.</param>
/// <param name="Artifact">Digest of its model file.</param>
/// <param name="Dataset">Digest of its data.</param>
/// <param name="Curves">What training told of each round.</param>
internal sealed record TrialOutcome(PlannedTrial Plan, IReadOnlyList<Entry<JsonNode>> Values, IReadOnlyList<double>? Objectives, double Seconds, bool IsReused, string? Artifact, string? Dataset, JsonObject Curves);
