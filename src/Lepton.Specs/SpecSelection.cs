namespace Lepton.Specs;

/// <summary>The specs of a workspace that must be read, where the others are known to be unchanged and sound.</summary>
/// <param name="Files">Full paths of the files to read.</param>
/// <param name="Others">Full paths of the specs that need not be read, by kind and name; a dataset among them is read if a model needs it.</param>
public sealed record SpecSelection(IReadOnlySet<string> Files, IReadOnlyDictionary<(SpecKind Kind, string Name), string> Others);
