using Lepton.Core.Diagnostics;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>One thing that must hold of the rows.</summary>
/// <param name="Rows">How many rows there must be.</param>
/// <param name="Unique">Columns whose values together occur once.</param>
/// <param name="NotNull">Columns, or patterns, without nulls.</param>
/// <param name="Sql">A query over the table <c>data</c> that must return no row.</param>
public sealed record CheckSpec(
    RowsCheck? Rows,
    IReadOnlyList<string> Unique,
    IReadOnlyList<string> NotNull,
    string? Sql,
    string? Message,
    Severity Severity)
{
    internal static SpecType<CheckSpec> Type { get; } = new ObjectType<CheckSpec>("a check", r =>
    {
        r.ExactlyOne("rows", "unique", "not-null", "sql");
        return new CheckSpec(
            r.Optional("rows", RowsCheck.Type, null, "how many rows there must be"),
            r.Optional("unique", new ListType<string>(Types.Text, 1), [], "columns whose values together occur once"),
            r.Optional("not-null", new ListType<string>(Types.Text, 1), [], "columns without missing values; also says that the model's input is not nullable"),
            r.Optional("sql", Types.Text, null!, "query over the table data; every row that it returns is a finding"),
            r.Optional("message", Types.Text, null!, "what a finding means"),
            r.Optional("severity", Types.OneOf<Severity>("severity"), Severity.Error, "whether a finding stops the build"));
    });
}
