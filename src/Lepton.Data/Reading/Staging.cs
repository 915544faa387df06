using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Reading;

/// <summary>Reads files into tables, in their order, and offers them to the query as <c>files</c> and by their names.</summary>
internal sealed class Staging(DuckConnection connection, DatasetSpec dataset, CancellationToken cancellation)
{
    /// <summary>Makes the tables and views.</summary>
    public void Run(IReadOnlyList<FileTable> tables)
    {
        foreach (var table in tables)
        {
            var columns = table.Files[0].Format switch
            {
                FileFormat.Csv or FileFormat.Tsv => new CsvStaging(connection, dataset, table, cancellation).Load(Name(table)),
                FileFormat.Json => Load(table, $"read_json({Paths(table)}, format='newline_delimited', sample_size=-1{Compression(table)})"),
                _ => Load(table, $"read_parquet({Paths(table)})"),
            };
            connection.Execute($"CREATE VIEW {Sql.Name(ViewName(table))} AS SELECT {columns}{Origin(table, columns)} FROM {Name(table)}", cancellation);
        }

        var unnamed = tables.Where(t => t.Spec.Name is null).Select(t => $"SELECT * FROM {Sql.Name(ViewName(t))}").ToList();
        if (unnamed.Count > 0)
        {
            connection.Execute($"CREATE VIEW files AS {string.Join(" UNION ALL BY NAME ", unnamed)}", cancellation);
        }
    }

    /// <summary>Frees the tables once the query has run.</summary>
    public void Drop(IReadOnlyList<FileTable> tables)
    {
        connection.Execute("DROP VIEW IF EXISTS files");
        foreach (var table in tables)
        {
            connection.Execute($"DROP VIEW {Sql.Name(ViewName(table))}; DROP TABLE {Name(table)}");
        }
    }

    internal static string Paths(FileTable table) => Sql.List(table.Files.Select(f => f.Path));

    internal static string Compression(FileTable table) => table.Files[0].Gzip ? ", compression='gzip'" : string.Empty;

    internal static string FileIndex(FileTable table) => table.Files.Count > 1 ? ", file_index::BIGINT AS __file" : string.Empty;

    private static string Name(FileTable table) => $"__staged{table.Index}";

    private static string ViewName(FileTable table) => table.Spec.Name ?? $"__files{table.Index}";

    private string Load(FileTable table, string source)
    {
        try
        {
            var columns = connection.Describe($"SELECT * FROM {source}");
            connection.Execute($"CREATE TABLE {Name(table)} AS SELECT *{FileIndex(table)} FROM {source}", cancellation);
            return string.Join(", ", columns.Select(c => Sql.Name(c.Name)));
        }
        catch (DuckException e)
        {
            throw new DiagnosticException(ReadErrors.Explain(e, table, dataset));
        }
    }

    // `file` and `row`: where the row comes from. Rows count from zero in each file.
    private string Origin(FileTable table, string columns)
    {
        var file = Sql.Text(table.Files[0].Name);
        var row = "rowid";
        if (table.Files.Count > 1)
        {
            var first = connection.Rows($"SELECT __file, min(rowid) FROM {Name(table)} GROUP BY __file").ToDictionary(r => int.Parse(r[0]!), r => r[1]!);
            var starts = string.Join(", ", table.Files.Select((_, i) => first.GetValueOrDefault(i, "0")));
            file = $"{Sql.List(table.Files.Select(f => f.Name))}[__file + 1]";
            row = $"rowid - [{starts}][__file + 1]";
        }

        var origin = columns.Contains("\"file\"", StringComparison.Ordinal) ? string.Empty : $", {file} AS file";
        return columns.Contains("\"row\"", StringComparison.Ordinal) ? origin : $"{origin}, {row} AS row";
    }
}
