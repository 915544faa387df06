using Lepton.Core.Digests;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>A file of a list.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">As the snapshot has it: relative to the workspace where it lies below it.</param>
public sealed record ListedFile(string Path, string Name, FileStat Stat, Digest Digest);
