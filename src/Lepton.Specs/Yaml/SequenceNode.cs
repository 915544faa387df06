namespace Lepton.Specs.Yaml;

/// <summary>A list of nodes.</summary>
public sealed record SequenceNode(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column)
{
    public override string Describe() => "a list";
}
