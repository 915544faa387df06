using System.Text.Json.Nodes;

namespace Lepton.GitOps.Changes;

/// <summary>A spec as a revision has it, comments and layout aside.</summary>
/// <param name="Kind">Such as <c>Model</c>.</param>
/// <param name="Path">From the root of the workspace, with slashes.</param>
public sealed record RevisionSpec(string Kind, string Name, string Path, JsonObject Root);
