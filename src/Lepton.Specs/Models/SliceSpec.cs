using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>A part of the test rows.</summary>
/// <param name="Where">An SQL condition over the columns that leave the query.</param>
public sealed record SliceSpec(string Name, string Where)
{
    internal static SpecType<SliceSpec> Type { get; } = new ObjectType<SliceSpec>("a slice such as { name: large, where: x > 1 }", r => new SliceSpec(
        r.Required("name", Types.Text, "what the slice is called in gates and reports"),
        r.Required("where", Types.Text, "SQL condition over the columns that leave the query")));
}
