using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>Reads fields out of a mapping and remembers which keys are known.</summary>
internal sealed class NodeFieldReader(MappingNode map, ReadContext context) : FieldReader
{
    private readonly List<string> known = [];
    private readonly List<string> failed = [];

    public override T Required<T>(string key, SpecType<T> type, string meaning)
    {
        known.Add(key);
        if (map[key] is { } node)
        {
            return type.Read(node, context);
        }

        context.Add(SpecDiagnostics.MissingKey(context.At(map), key, meaning));
        return default!;
    }

    public override T Optional<T>(string key, SpecType<T> type, T fallback, string meaning)
    {
        known.Add(key);
        return map[key] is { } node && node is not ScalarNode { IsNull: true } ? type.Read(node, context) : fallback;
    }

    public override bool Has(string key) => map[key] is not null;

    public override void Fail(string key, string reason, string? hint = null)
    {
        if (!failed.Contains(key))
        {
            failed.Add(key);
            context.Add(SpecDiagnostics.Contradiction(context.At(map.Find(key)?.Key ?? (SpecNode)map), reason, hint));
        }
    }

    public void ReportUnknownKeys()
    {
        foreach (var (key, _) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                context.Add(SpecDiagnostics.UnknownKey(context.At(key), key.Text, known));
            }
        }
    }
}
