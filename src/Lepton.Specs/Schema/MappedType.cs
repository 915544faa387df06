using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A value made of a simpler one.</summary>
internal sealed class MappedType<TFrom, T>(SpecType<TFrom> from, Func<TFrom, T> map) : SpecType<T>
{
    public override T Read(SpecNode node, ReadContext context)
    {
        var before = context.Count;
        var value = from.Read(node, context);
        return context.Count > before ? default! : map(value);
    }

    public override JsonObject Describe() => from.Describe();
}
