using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A mapping from names that the user chooses to values of one type, in the order of the file.</summary>
public sealed class MapType<T>(SpecType<T> item, int least = 0) : SpecType<IReadOnlyList<Entry<T>>>
{
    public override IReadOnlyList<Entry<T>> Read(SpecNode node, ReadContext context)
    {
        if (node is not MappingNode map)
        {
            context.Expected("a mapping", node);
            return [];
        }

        if (map.Entries.Count < least)
        {
            context.Expected($"at least {least} entries", node);
        }

        return [.. map.Entries.Select(e => new Entry<T>(e.Key.Text, item.Read(e.Value, context)))];
    }

    public override JsonObject Describe()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = item.Describe() };
        if (least > 0)
        {
            schema["minProperties"] = least;
        }

        return schema;
    }
}
