namespace Lepton.Store.Snapshots;

/// <summary>The files that a glob matches, in order, and the folders where they were looked for.</summary>
public sealed record FileList(IReadOnlyList<string> Folders, IReadOnlyList<ListedFile> Files)
{
    /// <summary>The kind of a snapshot's target that is such a list; its note says of which glob.</summary>
    public const string Kind = "files";
}
