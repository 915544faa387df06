using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>
/// Names the fields of an object, one call a field: reads them out of a mapping, or collects their JSON schema. The calls are
/// not virtual, since virtual generic methods cannot be compiled ahead.
/// </summary>
public sealed class FieldReader
{
    private readonly MappingNode? map;
    private readonly ReadContext? context;
    private readonly List<string> known = [];
    private readonly List<string> failed = [];
    private readonly JsonObject properties = [];
    private readonly JsonArray required = [];

    /// <summary>Reads a mapping.</summary>
    internal FieldReader(MappingNode map, ReadContext context)
    {
        this.map = map;
        this.context = context;
    }

    /// <summary>Collects a schema.</summary>
    internal FieldReader()
    {
    }

    public T Required<T>(string key, SpecType<T> type, string meaning)
    {
        if (map is null)
        {
            Describe(key, type, meaning);
            required.Add((JsonNode)key);
            return default!;
        }

        known.Add(key);
        if (map[key] is { } node)
        {
            return type.Read(node, context!);
        }

        context!.Add(SpecDiagnostics.MissingKey(context.At(map), key, meaning));
        return default!;
    }

    public T Optional<T>(string key, SpecType<T> type, T fallback, string meaning)
    {
        if (map is null)
        {
            var schema = Describe(key, type, meaning);
            if (DefaultValue.Of(fallback) is { } value && !schema.ContainsKey("default"))
            {
                schema["default"] = value;
            }

            return fallback;
        }

        known.Add(key);
        return map[key] is { } node && node is not ScalarNode { IsNull: true } ? type.Read(node, context!) : fallback;
    }

    /// <summary>Whether the key is there; true while a schema is collected.</summary>
    public bool Has(string key) => map is null || map[key] is not null;

    /// <summary>Reports a problem with a key, or with the whole object where the key is not there.</summary>
    public void Fail(string key, string reason, string? hint = null)
    {
        if (map is not null && !failed.Contains(key))
        {
            failed.Add(key);
            context!.Add(SpecDiagnostics.Contradiction(context.At(map.Find(key)?.Key ?? (SpecNode)map), reason, hint));
        }
    }

    /// <summary>Reports where not exactly one of the keys is there.</summary>
    public void ExactlyOne(params IReadOnlyList<string> keys)
    {
        var given = keys.Where(Has).ToList();
        if (given.Count != 1)
        {
            Fail(
                given.Count == 0 ? keys[0] : given[1],
                given.Count == 0 ? $"one of {string.Join(", ", keys)} is missing" : $"'{given[0]}' and '{given[1]}' exclude each other");
        }
    }

    internal void ReportUnknownKeys()
    {
        foreach (var (key, _) in map!.Entries)
        {
            if (!known.Contains(key.Text))
            {
                context!.Add(SpecDiagnostics.UnknownKey(context.At(key), key.Text, known));
            }
        }
    }

    internal JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Describe<T>(string key, SpecType<T> type, string meaning)
    {
        var schema = type.Describe();
        schema["description"] = meaning;
        properties[key] = schema;
        return schema;
    }
}
