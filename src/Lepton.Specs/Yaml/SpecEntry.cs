namespace Lepton.Specs.Yaml;

/// <summary>A key and its value.</summary>
public sealed record SpecEntry(ScalarNode Key, SpecNode Value);
