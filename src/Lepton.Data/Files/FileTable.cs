using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>The files of one entry of a spec, in order.</summary>
/// <param name="Index">Which entry.</param>
/// <param name="Folders">Where the files of a glob were looked for: a change of their lists can change the files.</param>
public sealed record FileTable(int Index, FileSpec Spec, IReadOnlyList<ResolvedFile> Files, IReadOnlyList<string> Folders);
