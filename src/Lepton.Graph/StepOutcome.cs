using System.Text.Json.Nodes;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>What a step made.</summary>
public sealed record StepOutcome(IReadOnlyList<StepOutput> Outputs, JsonObject Facts);
