namespace Lepton.Specs.Yaml;

/// <summary>A mapping in the order of the file; keys are scalars and occur once.</summary>
public sealed record MappingNode(IReadOnlyList<SpecEntry> Entries, int Line, int Column) : SpecNode(Line, Column)
{
    /// <summary>The value of a key, or null.</summary>
    public SpecNode? this[string key] => Find(key)?.Value;

    /// <summary>The entry of a key, or null.</summary>
    public SpecEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }

    public override string Describe() => "a mapping";
}
