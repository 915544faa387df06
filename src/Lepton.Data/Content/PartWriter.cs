using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.Data.DuckDb;
using Lepton.Store;

namespace Lepton.Data.Content;

/// <summary>Writes a part as Parquet, and takes the digest and profile of its content.</summary>
internal sealed class PartWriter(IReadOnlyList<Column> columns, WorkFolder work, CancellationToken cancellation)
{
    public string ParquetPath(Part part) => work.File($"{Name(part)}.parquet");

    public string RowsPath(Part part) => work.File($"{Name(part)}.rows");

    public static string Name(Part part) => part.ToString().ToLowerInvariant();

    /// <summary>The part's rows as Parquet, in order.</summary>
    /// <exception cref="DiagnosticException">The store cannot be written.</exception>
    public void WriteParquet(DuckConnection connection, Part part)
    {
        try
        {
            connection.Execute($"COPY ({Select(part)}) TO {Sql.Text(ParquetPath(part))} (FORMAT parquet, COMPRESSION snappy)", cancellation);
        }
        catch (DuckException e) when (e.Message.Contains("Could not write", StringComparison.Ordinal))
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(work.Path, e.Reason.Split('\n')[0]));
        }
    }

    /// <summary>Digest of names, types and values in row order; never of Parquet's bytes, which carry the writer's version.</summary>
    public Digest ScanColumns(DuckConnection connection, Part part, IReadOnlyList<NumberSummary?> numbers, long[] nulls)
    {
        var scans = columns.Select((c, i) => new ColumnScan(c, numbers[i])).ToList();
        using var reader = connection.Query(Select(part), cancellation);
        while (reader.Read())
        {
            for (var i = 0; i < scans.Count; i++)
            {
                scans[i].Add(reader.Column(i), reader.Count);
            }
        }

        var content = new JsonArray();
        for (var i = 0; i < scans.Count; i++)
        {
            content.Add((JsonNode)scans[i].Finish().Hex);
            nulls[i] += scans[i].Nulls;
            scans[i].Dispose();
        }

        return CanonicalJson.DigestOf(content);
    }

    /// <summary>Writes the digest of each row.</summary>
    public void ScanRows(DuckConnection connection, Part part)
    {
        using var digests = new RowDigests(columns, RowsPath(part));
        using var reader = connection.Query(Select(part), cancellation);
        while (reader.Read())
        {
            digests.Add(reader);
        }
    }

    private string Select(Part part) =>
        $"SELECT {string.Join(", ", columns.Select(c => Sql.Name(c.Name)))} FROM data WHERE __part = {(int)part}";
}
