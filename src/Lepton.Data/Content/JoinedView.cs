using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Content;

/// <summary>The rows of one dataset as another dataset over the same files has them, joined by id.</summary>
public static class JoinedView
{
    private static readonly Column Position = new("position", ColumnType.Of(ColumnKind.Integer), ColumnRole.Feature, false, null, null, null, [], null);

    /// <summary>Writes the other dataset's rows whose ids stand in a part, in the order of the part.</summary>
    /// <param name="part">The part, as Parquet.</param>
    /// <param name="id">The part's column of ids.</param>
    /// <param name="others">The other dataset's parts, as Parquet.</param>
    /// <param name="otherId">The other dataset's column of ids.</param>
    /// <param name="columns">The other dataset's columns.</param>
    /// <param name="path">Where to write Parquet.</param>
    /// <returns>For each row of the part, whether the other dataset has it.</returns>
    /// <exception cref="DuckException">The ids cannot be compared.</exception>
    public static bool[] Write(DuckLibrary library, string part, string id, IReadOnlyList<string> others, string otherId, IReadOnlyList<Column> columns, string path, CancellationToken cancellation)
    {
        using var connection = library.ConnectToMemory();
        var rows = connection.Scalar($"SELECT count(*) FROM read_parquet({Sql.Text(part)})", cancellation);
        var selected = string.Join(", ", columns.Select(c => "o." + Sql.Name(c.Name)));
        connection.Execute(
            $"COPY (SELECT {selected}, p.file_row_number AS \" position\" FROM read_parquet({Sql.Text(part)}, file_row_number = true) p "
            + $"JOIN read_parquet([{string.Join(", ", others.Select(Sql.Text))}]) o ON o.{Sql.Name(otherId)} = p.{Sql.Name(id)} ORDER BY p.file_row_number) TO {Sql.Text(path)} (FORMAT parquet)",
            cancellation);
        var found = new bool[rows];
        foreach (var position in new TableReader(library).Read($"read_parquet({Sql.Text(path)})", [Position], _ => "\" position\"", cancellation).Columns[0].Wholes!)
        {
            found[position] = true;
        }

        return found;
    }
}
