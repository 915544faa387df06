using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>One of an enum's words, where null means that none was given.</summary>
internal sealed class EnumOrNull<T>(string what) : SpecType<T?>
    where T : struct, Enum
{
    private readonly SpecType<T> inner = Types.OneOf<T>(what);

    public override T? Read(SpecNode node, ReadContext context) => inner.Read(node, context);

    public override JsonObject Describe() => inner.Describe();
}
