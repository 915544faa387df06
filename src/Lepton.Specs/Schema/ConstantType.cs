using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>Exactly one word.</summary>
internal sealed class ConstantType(string word) : SpecType<string>
{
    public override string Read(SpecNode node, ReadContext context)
    {
        if (node is not ScalarNode scalar || scalar.Text != word)
        {
            context.Expected($"'{word}'", node);
        }

        return word;
    }

    public override JsonObject Describe() => new() { ["const"] = word };
}
