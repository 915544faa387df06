using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A list of values of one type.</summary>
public sealed class ListType<T>(SpecType<T> item, int least = 0) : SpecType<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(SpecNode node, ReadContext context)
    {
        if (node is not SequenceNode list)
        {
            context.Expected("a list", node);
            return [];
        }

        if (list.Items.Count < least)
        {
            context.Expected($"at least {least} items", node);
        }

        return [.. list.Items.Select(i => item.Read(i, context))];
    }

    public override JsonObject Describe()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Describe() };
        if (least > 0)
        {
            schema["minItems"] = least;
        }

        return schema;
    }
}
