namespace Lepton.Specs;

/// <summary>An entry of a mapping whose keys the user chooses, in the order of the file.</summary>
public sealed record Entry<T>(string Key, T Value);
