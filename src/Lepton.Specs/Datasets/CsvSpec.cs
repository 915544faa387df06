using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>How csv and tsv files are read.</summary>
/// <param name="Delimiter">One character; null for what the format says.</param>
/// <param name="Columns">Types by name in the order of the file; empty to sniff them over the whole file.</param>
public sealed record CsvSpec(bool Header, int Skip, string? Delimiter, string Null, IReadOnlyList<Entry<ColumnType>> Columns)
{
    public static CsvSpec Default { get; } = new(true, 0, null, string.Empty, []);

    internal static SpecType<CsvSpec> Type { get; } = new ObjectType<CsvSpec>("a mapping of csv options", r => new CsvSpec(
        r.Optional("header", Types.Boolean, true, "whether the first line names the columns; without it they are column0, column1 … (two digits from ten columns on)"),
        r.Optional("skip", Types.Integer(0, 1_000_000), 0, "lines to leave out at the top") ?? 0,
        r.Optional("delimiter", Types.Text, null!, "one character; default a comma, for tsv a tab"),
        r.Optional("null", Types.Text, string.Empty, "text that means a missing value"),
        r.Optional("columns", new MapType<ColumnType>(ColumnTypes.Type, 1), [], "types in the order of the file; default: sniffed over the whole file")));
}
