namespace Lepton.Specs.Yaml;

/// <summary>What a spec file may be at most; past it there is a diagnostic, not a slow death.</summary>
internal static class YamlLimits
{
    public const int Bytes = 4 << 20;
    public const int Depth = 32;
    public const int Nodes = 200_000;
}
