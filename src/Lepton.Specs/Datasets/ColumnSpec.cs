using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>A column that leaves the query.</summary>
/// <param name="Min">Least value allowed, or null.</param>
/// <param name="Max">Greatest value allowed, or null.</param>
/// <param name="Values">The closed list of a category's values; empty for an open one.</param>
public sealed record ColumnSpec(
    ColumnType Type,
    ColumnRole Role,
    string? Unit,
    double? Min,
    double? Max,
    IReadOnlyList<string> Values,
    string? Description)
{
    internal static SpecType<ColumnSpec> Definition { get; } = new ObjectType<ColumnSpec>("a column such as { type: number }", r => new ColumnSpec(
        r.Required("type", ColumnTypes.Type, "what the values are"),
        r.Optional("role", Types.OneOf<ColumnRole>("column role"), ColumnRole.Feature, "what the column is for"),
        r.Optional("unit", Types.Text, null!, "unit of measurement"),
        r.Optional("min", Types.Number(), null, "least value allowed"),
        r.Optional("max", Types.Number(), null, "greatest value allowed"),
        r.Optional("values", new ListType<string>(Types.Word, 1), [], "the only values that a category may have"),
        r.Optional("description", Types.Text, null!, "what the column means")));
}
