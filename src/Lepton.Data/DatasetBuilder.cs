using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.Data.Checking;
using Lepton.Data.Content;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Data.Queries;
using Lepton.Data.Reading;
using Lepton.Data.Splitting;
using Lepton.Specs.Datasets;
using Lepton.Store;

namespace Lepton.Data;

/// <summary>Makes checked, split, columnar data out of a dataset's files.</summary>
/// <param name="threads">Overrides the spec's cores; the result does not depend on it.</param>
public sealed class DatasetBuilder(DuckLibrary library, DatasetSpec dataset, IReadOnlyList<FileTable> tables, int? threads = null)
{
    /// <exception cref="DiagnosticException">The data are not what the spec says.</exception>
    public BuiltDataset Build(LocalStore store, WorkFolder work, StepProgress progress, CancellationToken cancellation)
    {
        try
        {
            return BuildParts(store, work, progress, cancellation);
        }
        catch (DuckException e)
        {
            throw new DiagnosticException(ReadErrors.IsRoom(e.Message)
                ? DataDiagnostics.NoRoom(dataset.At("resources"), e.Reason)
                : DataDiagnostics.BadQuery(dataset.At("query"), e.Reason));
        }
    }

    private BuiltDataset BuildParts(LocalStore store, WorkFolder work, StepProgress progress, CancellationToken cancellation)
    {
        var resources = threads is { } fixedThreads ? dataset.Resources with { Cpu = fixedThreads } : dataset.Resources;
        using var scratch = ScratchDatabase.Open(library, work.Path, resources, tables);
        var connection = scratch.Connection;
        progress.Report(0.05, $"reading {tables.Sum(t => t.Files.Count)} files");
        var staging = new Staging(connection, dataset, cancellation);
        staging.Run(tables);
        scratch.CutOff();

        progress.Report(0.4, "running the query");
        var query = dataset.Query.Trim().TrimEnd(';');
        var tree = Guard(connection, query);
        var bound = ColumnBinder.Bind(dataset, connection.Describe(query));
        var columns = bound.Select(b => b.Column).ToList();
        var keepsOrder = QueryPlan.KeepsOrder(connection, query);
        CheckConversions(connection, query, bound, cancellation);
        bound = FindNaN(connection, query, bound, cancellation);
        var splitter = new Splitter(dataset, connection, cancellation);
        var isCheap = keepsOrder && bound.All(b => b.Failure is null) && splitter.RowExpression() is { } part
            && DataRelation.IsCheap(tree) && DataRelation.IsCheap(SyntaxTree.Parse(connection, $"SELECT {part}"));
        var data = Compute(scratch, query, bound, splitter, keepsOrder, isCheap, cancellation);
        progress.Report(0.55, "checking");
        RunChecks(connection, bound, new RowOrigins(connection, data, keepsOrder ? tree : null), progress, cancellation);
        if (splitter.RowExpression() is null)
        {
            splitter.AssignByRank();
        }

        if (!data.IsView)
        {
            staging.Drop(tables);
        }

        var rows = splitter.Count();
        WarnOfUnpinnedRows(tree, connection, progress);
        progress.Report(0.65, "taking digests");
        return Write(scratch, columns, rows, store, work, progress, cancellation);
    }

    private SyntaxTree Guard(DuckConnection connection, string query)
    {
        var at = dataset.At("query");
        try
        {
            var tree = SyntaxTree.Parse(connection, query);
            var problems = new QueryGuard(connection, at).Check(tree);
            return problems.Count == 0 ? tree : throw new DiagnosticException(problems);
        }
        catch (DuckException e)
        {
            throw new DiagnosticException(DataDiagnostics.BadQuery(at, e.Reason));
        }
    }

    private void CheckConversions(DuckConnection connection, string query, IReadOnlyList<BoundColumn> bound, CancellationToken cancellation)
    {
        var fallible = bound.Where(b => b.Failure is not null).ToList();
        if (fallible.Count == 0)
        {
            return;
        }

        var counts = connection.Rows($"SELECT {string.Join(", ", fallible.Select(b => $"count(*) FILTER (WHERE {b.Failure})"))} FROM ({query})", cancellation)[0];
        var problems = new List<Diagnostic>();
        for (var i = 0; i < fallible.Count; i++)
        {
            if (counts[i] == "0")
            {
                continue;
            }

            var column = fallible[i].Column;
            var id = bound.FirstOrDefault(b => b.Column.Role == ColumnRole.Id)?.Column.Name;
            var shown = new[] { id, column.Name }.OfType<string>().Distinct().ToList();
            var examples = connection.Rows($"SELECT {string.Join(", ", shown.Select(Sql.Name))} FROM ({query}) WHERE {fallible[i].Failure} ORDER BY 1 LIMIT 5", cancellation);
            problems.Add(DataDiagnostics.BadValues(
                dataset.At("columns", column.Name),
                column.Name,
                $"no {column.Type}",
                long.Parse(counts[i]!),
                [.. examples.Select(e => string.Join(", ", shown.Zip(e, (n, v) => $"{n}={v ?? "null"}")))]));
        }

        if (problems.Count > 0)
        {
            throw new DiagnosticException(problems);
        }
    }

    private static IReadOnlyList<BoundColumn> FindNaN(DuckConnection connection, string query, IReadOnlyList<BoundColumn> bound, CancellationToken cancellation)
    {
        var floating = bound.Where(b => b.MayBeNaN).ToList();
        if (floating.Count == 0)
        {
            return bound;
        }

        // Hardly ever is there one: whether all are finite is had for a third of what the extremes cost.
        var finite = connection.Rows($"SELECT {string.Join(", ", floating.Select(b => $"bool_and(isfinite({Sql.Name(b.Column.Name)}))"))} FROM ({query})", cancellation)[0];
        var odd = floating.Where((_, i) => finite[i] == "false").ToList();
        var extremes = odd.Count == 0 ? [] : connection.Rows($"SELECT {string.Join(", ", odd.Select(b => Sql.Name(b.Column.Name)).Select(c => $"min({c}), max({c})"))} FROM ({query})", cancellation)[0];
        return [.. bound.Select(b =>
            odd.IndexOf(b) is var i && i >= 0 ? b.Within(extremes[2 * i], extremes[(2 * i) + 1])
            : b.MayBeNaN ? b with { MayBeNaN = false, MayBeInfinite = false }
            : b)];
    }

    private DataRelation Compute(ScratchDatabase scratch, string query, IReadOnlyList<BoundColumn> bound, Splitter splitter, bool keepsOrder, bool asView, CancellationToken cancellation)
    {
        var order = string.Empty;
        if (!keepsOrder)
        {
            var id = bound.FirstOrDefault(b => b.Column.Role == ColumnRole.Id)?.Column.Name
                ?? throw new DiagnosticException(DataDiagnostics.NeedsId(dataset.At("query")));
            order = $" ORDER BY {Sql.Name(id)}";
            scratch.UseThreads(1);
        }

        var typed = $"SELECT {string.Join(", ", bound.Select(b => $"{b.Expression} AS {Sql.Name(b.Column.Name)}"))} FROM ({query})";
        var part = splitter.RowExpression();
        try
        {
            return DataRelation.Create(scratch.Connection, $"SELECT *{(part is null ? string.Empty : $", ({part})::UTINYINT AS __part")} FROM ({typed}){order}", asView, cancellation);
        }
        catch (DuckException e) when (part is not null && dataset.Split.By == SplitKind.Expression && !ReadErrors.IsRoom(e.Message))
        {
            throw new DiagnosticException(DataDiagnostics.BadSplit(dataset.At("split"), $"the rows cannot be split: {e.Reason}"));
        }
        finally
        {
            scratch.UseThreads(scratch.Threads);
        }
    }

    private void RunChecks(DuckConnection connection, IReadOnlyList<BoundColumn> columns, RowOrigins origins, StepProgress progress, CancellationToken cancellation)
    {
        var checks = new ValueChecks(dataset, columns, connection, origins, cancellation);
        checks.UniqueId();
        checks.Run();
        var errors = checks.Found.Where(d => d.IsError).ToList();
        if (errors.Count > 0)
        {
            throw new DiagnosticException([.. checks.Found]);
        }

        foreach (var warning in checks.Found)
        {
            progress.Diagnose(warning);
        }
    }

    private void WarnOfUnpinnedRows(SyntaxTree tree, DuckConnection connection, StepProgress progress)
    {
        var loose = tables.Where(t => t.Spec.Sha256 is null).SelectMany(t => t.Files).FirstOrDefault();
        if (loose is null || tree.Node["select_list"] is not JsonArray select)
        {
            return;
        }

        var fromRow = select.Where(e => SyntaxTree.Columns(e).Contains("row")).Select(e => (string?)e!["alias"] is { Length: > 0 } alias ? alias : "row").ToHashSet();
        var split = dataset.Split;
        var used = split.By switch
        {
            SplitKind.Expression => SyntaxTree.Columns(SyntaxTree.Parse(connection, $"SELECT {split.Test}, {split.Validation ?? "NULL"}").Node),
            SplitKind.Random or SplitKind.Stratified => [split.By == SplitKind.Random && split.Column is { } c ? c : dataset.Columns.FirstOrDefault(c => c.Value.Role == ColumnRole.Id)?.Key ?? string.Empty],
            _ => [],
        };
        if (used.Any(fromRow.Contains))
        {
            progress.Diagnose(Specs.SpecDiagnostics.UnpinnedRow(dataset.At("split"), loose.Name));
        }
    }

    private BuiltDataset Write(ScratchDatabase scratch, IReadOnlyList<Column> columns, IReadOnlyDictionary<Part, long> rows, LocalStore store, WorkFolder work, StepProgress progress, CancellationToken cancellation)
    {
        var writer = new PartWriter(columns, work, cancellation);
        var total = rows.Values.Sum();
        var numbers = columns.Select(c => c.Type.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Timestamp ? new NumberSummary(total) : null).ToList();
        var nulls = new long[columns.Count];
        var parts = rows.Where(r => r.Value > 0).Select(r => r.Key).Order().ToList();
        var contents = new Dictionary<Part, Digest>();
        var ofColumns = Task.Run(() => parts.ForEach(part => contents[part] = writer.ScanColumns(scratch.Connection, part, numbers, nulls)), cancellation);
        var ofRows = Task.Run(() =>
        {
            using var own = scratch.Connect();
            parts.ForEach(part => writer.ScanRows(own, part));
        }, cancellation);
        Task.WhenAll(ofColumns, ofRows).GetAwaiter().GetResult();
        progress.Report(0.75, "writing");
        parts.ForEach(part => writer.WriteParquet(scratch.Connection, part));
        progress.Report(0.9, "profiling");
        var profile = store.Blobs.Put(Core.Json.CanonicalJson.Serialize(Profile.Make(columns, numbers, nulls, rows, scratch.Connection)));
        var shared = SharedRows.Count([.. parts.Select(writer.RowsPath)]);
        if (shared > 0)
        {
            progress.Diagnose(DataDiagnostics.SharedRows(dataset.At("split"), shared));
        }

        var outputs = new List<StepOutput> { new("profile", profile.Digest, profile.Digest, profile.Size) };
        foreach (var part in parts)
        {
            var blob = store.Blobs.Adopt(writer.ParquetPath(part), cancellation);
            outputs.Add(new StepOutput(PartWriter.Name(part), contents[part], blob.Digest, blob.Size));
        }

        var seen = work.File("seen.rows");
        using (var file = File.Create(seen))
        {
            foreach (var part in parts.Where(p => p != Part.Test))
            {
                using var own = File.OpenRead(writer.RowsPath(part));
                own.CopyTo(file);
            }
        }

        var rowsBlob = store.Blobs.Adopt(seen, cancellation);
        outputs.Add(new StepOutput("rows", rowsBlob.Digest, rowsBlob.Digest, rowsBlob.Size));
        return new BuiltDataset(columns, rows, outputs);
    }
}
