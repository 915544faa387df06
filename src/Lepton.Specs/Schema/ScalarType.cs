using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A scalar, read by a function that says null where the text does not fit.</summary>
public sealed class ScalarType<T>(string what, Func<ScalarNode, ReadContext, (bool Fits, T Value)> read, Func<JsonObject> describe) : SpecType<T>
{
    public override T Read(SpecNode node, ReadContext context)
    {
        if (node is ScalarNode scalar)
        {
            var before = context.Count;
            var (fits, value) = read(scalar, context);
            if (fits || context.Count > before)
            {
                return value;
            }
        }

        context.Expected(what, node);
        return default!;
    }

    public override JsonObject Describe() => describe();
}
