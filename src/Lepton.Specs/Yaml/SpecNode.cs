namespace Lepton.Specs.Yaml;

/// <summary>A node of a YAML document with the place where it stands; lines and columns count from one.</summary>
public abstract record SpecNode(int Line, int Column)
{
    /// <summary>What kind of node this is, in the user's words.</summary>
    public abstract string Describe();
}
