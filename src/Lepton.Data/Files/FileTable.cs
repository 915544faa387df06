using Lepton.Specs.Datasets;

namespace Lepton.Data.Files;

/// <summary>The files of one entry of a spec, in order.</summary>
/// <param name="Index">Which entry.</param>
public sealed record FileTable(int Index, FileSpec Spec, IReadOnlyList<ResolvedFile> Files);
