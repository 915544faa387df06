namespace Lepton.Store.Snapshots;

/// <summary>Something that is up to date as long as its files and the targets that it needs are.</summary>
/// <param name="Kind">Such as <c>model</c>.</param>
/// <param name="Note">What its maker wants to know when nothing has changed.</param>
/// <param name="Files">Numbers of files.</param>
/// <param name="Needs">Numbers of earlier targets.</param>
public sealed record SnapshotTarget(string Kind, string Name, string Note, IReadOnlyList<int> Files, IReadOnlyList<int> Needs);
