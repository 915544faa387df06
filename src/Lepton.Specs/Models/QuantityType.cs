using System.Text.Json.Nodes;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>A size in bytes or a length of time in microseconds.</summary>
internal sealed class QuantityType : SpecType<long?>
{
    public override long? Read(SpecNode node, ReadContext context)
    {
        var silent = new ReadContext(context.Path, []);
        foreach (var type in new[] { Types.Size, Types.Duration })
        {
            var before = silent.Count;
            var value = type.Read(node, silent);
            if (silent.Count == before)
            {
                return value;
            }
        }

        context.Expected("a size such as 5MB or a length of time such as 2ms", node);
        return null;
    }

    public override JsonObject Describe() => new() { ["type"] = "string" };
}
