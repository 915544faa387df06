using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Datasets;

/// <summary>Files, one query over them, the columns that leave it, the checks on them, and the split.</summary>
/// <param name="Query">DuckDB SQL over <c>files</c> (the union of the unnamed files) and the named files.</param>
/// <param name="Columns">In the order of the spec; a name may be a pattern such as <c>pixel*</c>.</param>
public sealed record DatasetSpec(
    string Name,
    string? Description,
    string? License,
    string? Homepage,
    IReadOnlyList<FileSpec> Files,
    string Query,
    IReadOnlyList<Entry<ColumnSpec>> Columns,
    IReadOnlyList<CheckSpec> Checks,
    SplitSpec Split,
    Resources Resources)
    : Spec(Name)
{
    public static SpecType<DatasetSpec> TypeFor(SpecDocument document) => new ObjectType<DatasetSpec>("a dataset", r => new DatasetSpec(
        SpecHeader.Read(r, SpecKind.Dataset),
        r.Optional("description", Types.Text, null!, "what the rows are"),
        r.Optional("license", Types.Text, null!, "licence of the data, as an SPDX identifier where there is one"),
        r.Optional("homepage", Types.Text, null!, "where the data come from"),
        r.Required("files", new ListType<FileSpec>(FileSpec.Type, 1), "the files that are read"),
        r.Optional("query", Types.Text, "SELECT * EXCLUDE (file, row) FROM files", "DuckDB SQL; the table files is the union of the unnamed files, with the columns file and row"),
        r.Required("columns", new MapType<ColumnSpec>(ColumnSpec.Definition, 1), "the columns that leave the query, by name; pixel* lists many at once"),
        r.Optional("checks", new ListType<CheckSpec>(CheckSpec.Type), [], "what must hold of the rows"),
        r.Required("split", SplitSpec.Type, "which rows train, validate and test"),
        r.Optional("resources", Resources.Type, Resources.Default, "what reading may use"))
    {
        Document = document,
    });

    /// <summary>The spec of a column that leaves the query: the exact name wins over a pattern, then the first pattern.</summary>
    public ColumnSpec? Find(string column)
    {
        foreach (var (name, spec) in Columns)
        {
            if (name == column)
            {
                return spec;
            }
        }

        foreach (var (name, spec) in Columns)
        {
            if (NamePattern.IsPattern(name) && NamePattern.Matches(name, column))
            {
                return spec;
            }
        }

        return null;
    }

    /// <summary>Whether a check promises that the column has no nulls.</summary>
    public bool NeverNull(string column) =>
        Find(column)?.Role == ColumnRole.Id || Checks.Any(c => c.NotNull.Any(p => NamePattern.Matches(p, column)));
}
