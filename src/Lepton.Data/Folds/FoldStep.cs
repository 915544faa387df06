using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Json;
using Lepton.Data.DuckDb;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Data.Folds;

/// <summary>The step <c>fold</c>: rows of a dataset, dealt into what one model of a cross-validation learns from and what it is judged on. Its result is like a dataset's.</summary>
/// <param name="subject">The fold's name, such as <c>tumor#r1f2</c>.</param>
/// <param name="repeat">From 0 on; each deals anew.</param>
/// <param name="fold">From 0 on.</param>
/// <param name="at">Where folds are asked for.</param>
public sealed class FoldStep(string dataset, string subject, FoldPlan plan, int repeat, int fold, SourceLocation at, EngineStamp environment, Func<DuckLibrary?> engine) : Step
{
    /// <summary>Of how rows are dealt.</summary>
    public const int Version = 2;

    private static readonly string[] Parts = ["train", "validation", "test"];

    private readonly StepId data = DataStep.IdOf(dataset);

    public override StepId Id => IdOf(subject);

    public override IReadOnlyList<StepId> Needs => [data];

    public override Resources Resources => Resources.Default;

    /// <param name="subject">The fold's name.</param>
    public static StepId IdOf(string subject) => new("fold", subject);

    public override bool Reads(StepId need, string output) => plan.Sources.Contains(output);

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var values = plan.ToJson();
        values["step"] = "fold";
        values["version"] = Version;
        values["repeat"] = repeat;
        values["fold"] = fold;
        values["rows"] = new JsonObject(plan.Sources.Select(p => KeyValuePair.Create(p, (JsonNode?)needs[data].Find(p)?.Content.ToString())));
        return new StepInputs(values, environment.For("duckdb"));
    }

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var library = engine() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        var source = context.Needs[data];
        var columns = source.Facts["columns"]!.AsArray().Select(c => Sql.Name((string)c!["name"]!)).ToList();

        // Other steps read through the same database: only temporary tables are a connection's own.
        using var connection = library.ConnectToMemory();
        var files = string.Join(" UNION ALL BY NAME ", plan.Sources.Select(source.Find).OfType<StepOutput>().Select(o => $"SELECT * FROM read_parquet({Sql.Text(context.Store.Blobs.Require(o.Blob))})"));
        connection.Execute($"CREATE TEMP TABLE dealt AS SELECT *, {Fold()} AS __fold FROM (SELECT *, row_number() OVER () AS __at FROM ({files}))", cancellation);
        var blocks = Blocks(connection, cancellation);
        Check(blocks);
        var inputs = Inputs(context.Needs);
        var outputs = new List<StepOutput>();
        var counts = new JsonObject();
        foreach (var (part, index) in Parts.Select((p, i) => (p, i)).Where(p => p.p != "validation" || plan.HasValidation))
        {
            var path = context.Work.File($"{part}.parquet");
            var own = blocks.Where(b => plan.PartOf(b.Block, fold) == index).ToList();
            counts[part] = own.Sum(b => b.Rows);
            connection.Execute($"COPY (SELECT {string.Join(", ", columns)} FROM dealt WHERE __fold IN ({string.Join(", ", own.Select(b => b.Block).Distinct())}) ORDER BY __at) TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION snappy)", cancellation);
            var blob = context.Store.Blobs.Adopt(path, cancellation);

            // The content follows from what was dealt and how; Parquet's bytes carry the writer's version.
            outputs.Add(new StepOutput(part, CanonicalJson.DigestOf(new JsonObject { ["dealt"] = inputs.Digest.ToString(), ["part"] = part }), blob.Digest, blob.Size));
        }

        return Task.FromResult(new StepOutcome(outputs, new JsonObject { ["rows"] = counts, ["columns"] = source.Facts["columns"]!.DeepClone(), ["digest"] = inputs.Digest.ToString() }));
    }

    // Rows in an order that depends on the seed and on what each row is, dealt out one after the other: of each class in turn, or with all of its group.
    private string Fold()
    {
        var order = $"{Uniform(plan.Id is null ? "__at" : Sql.Name(plan.Id))}, __at";
        var column = plan.Column is null ? null : Sql.Name(plan.Column);
        return plan.By switch
        {
            FoldKind.Stratified => $"(row_number() OVER (ORDER BY {column}, {order}) - 1) % {plan.Count}",
            FoldKind.Group => $"(dense_rank() OVER (ORDER BY {Uniform(column!)}, {column}) - 1) % {plan.Count}",

            // Rows of one time stay together.
            FoldKind.Time => $"floor((rank() OVER (ORDER BY {column}) - 1) * {plan.Count + plan.Before} / count(*) OVER ())::BIGINT - {plan.Before}",
            _ => $"(row_number() OVER (ORDER BY {order}) - 1) % {plan.Count}",
        };
    }

    // Rows of each class in each block.
    private List<(int Block, string? Class, long Rows)> Blocks(DuckConnection connection, CancellationToken cancellation)
    {
        if (plan.By is FoldKind.Time or FoldKind.Group && connection.Scalar($"SELECT count(*) FROM dealt WHERE {Sql.Name(plan.Column!)} IS NULL", cancellation) is > 0 and var nulls)
        {
            throw new DiagnosticException(DataDiagnostics.BadFolds(at, $"{nulls} rows have no '{plan.Column}', by which they would be dealt"));
        }

        return [.. connection.Rows($"SELECT __fold, {(plan.Class is null ? "NULL" : $"{Sql.Name(plan.Class)}::VARCHAR")} AS class, count(*) FROM dealt GROUP BY ALL ORDER BY ALL", cancellation)
            .Select(r => (Block: int.Parse(r[0]!, CultureInfo.InvariantCulture), Class: r[1], Rows: long.Parse(r[2]!, CultureInfo.InvariantCulture)))];
    }

    // Of all folds at once: where one cannot be judged, none need be trained.
    private void Check(List<(int Block, string? Class, long Rows)> blocks)
    {
        for (var judged = 0; judged < plan.Count; judged++)
        {
            var learnt = blocks.Where(b => plan.PartOf(b.Block, judged) == 0).ToList();
            var others = blocks.Where(b => plan.PartOf(b.Block, judged) is 1 or 2).ToList();
            if (learnt.Count == 0 || Enumerable.Range(1, 2).Any(p => (p == 2 || plan.HasValidation) && others.TrueForAll(b => plan.PartOf(b.Block, judged) != p)))
            {
                throw new DiagnosticException(DataDiagnostics.BadFolds(at, $"fold {judged + 1} of {plan.Count} would have no rows to learn from, to stop by or to be judged on: {Words.Of(plan.By)} rows give no so many folds"));
            }

            if (plan.Class is not null && others.FirstOrDefault(o => o.Class is not null && learnt.TrueForAll(l => l.Class != o.Class)) is { Class: { } missing })
            {
                throw new DiagnosticException(DataDiagnostics.BadFolds(at, $"the model of fold {judged + 1} of {plan.Count} would learn from no row of class '{missing}', which has {blocks.Where(b => b.Class == missing).Sum(b => b.Rows)} rows in all"));
            }
        }
    }

    private string Uniform(string column) => Sql.SeededHash($"{plan.Seed}/{repeat}", column);
}
