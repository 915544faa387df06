using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Data;

/// <summary>The step <c>data</c>: files and query to parts.</summary>
public sealed class DataStep(DatasetSpec dataset, FileResolver files, EngineStamp environment, Func<DuckLibrary?> engine) : Step
{
    private const int Version = 2;

    private readonly Lock gate = new();
    private IReadOnlyList<FileTable>? tables;

    public override StepId Id => IdOf(dataset.Name);

    public override IReadOnlyList<StepId> Needs => [];

    public override Resources Resources => dataset.Resources;

    public DatasetSpec Dataset => dataset;

    /// <summary>The files that the spec names; known once <see cref="Inputs"/> was asked for.</summary>
    public IReadOnlyList<FileTable> Files => Tables();

    public static StepId IdOf(string dataset) => new("data", dataset);

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var resolved = Tables();
        var values = new JsonObject
        {
            ["step"] = "data",
            ["version"] = Version,
            ["files"] = new JsonArray([.. resolved.Select(t => (JsonNode)new JsonObject
            {
                ["name"] = t.Spec.Name,
                ["csv"] = new JsonObject
                {
                    ["header"] = t.Spec.Csv.Header,
                    ["skip"] = t.Spec.Csv.Skip,
                    ["delimiter"] = t.Spec.Csv.Delimiter,
                    ["null"] = t.Spec.Csv.Null,
                    ["columns"] = new JsonArray([.. t.Spec.Csv.Columns.Select(c => (JsonNode)$"{c.Key}:{c.Value}")]),
                },
                ["files"] = t.Inputs(),
            })]),
            ["query"] = dataset.Query.Trim(),
            ["columns"] = new JsonObject(dataset.Columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)ColumnInputs(c.Value)))),
            ["checks"] = new JsonArray([.. dataset.Checks.Select(c => (JsonNode)new JsonObject
            {
                ["rows-min"] = c.Rows?.Min,
                ["rows-max"] = c.Rows?.Max,
                ["unique"] = string.Join('\0', c.Unique),
                ["not-null"] = string.Join('\0', c.NotNull),
                ["sql"] = c.Sql,
                ["message"] = c.Message,
                ["severity"] = Words.Of(c.Severity),
            })]),
            ["split"] = new JsonObject
            {
                ["by"] = Words.Of(dataset.Split.By),
                ["column"] = dataset.Split.Column,
                ["seed"] = dataset.Split.Seed,
                ["test"] = dataset.Split.Test,
                ["validation"] = dataset.Split.Validation,
            },
        };
        return new StepInputs(values, environment.For("duckdb"));
    }

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var library = engine() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        foreach (var file in Tables().Where(t => t.Spec.Url is not null).SelectMany(t => t.Files))
        {
            // Fetched long ago, maybe: its bytes are checked before they are used.
            context.Store.Blobs.Require(file.Digest);
        }

        var built = new DatasetBuilder(library, dataset, Tables()).Build(context.Store, context.Work, context.Progress, cancellation);
        lock (gate)
        {
            // A file that was touched meanwhile is hashed anew: a change must not go unnoticed.
            var touched = tables!.SelectMany(t => t.Files).Where(f => !f.IsUntouched).ToList();
            touched.ForEach(f => files.Forget(f.Path));
            tables = touched.Count == 0 ? tables : null;
        }

        return Task.FromResult(new StepOutcome(built.Outputs, built.Facts()));
    }

    private static JsonObject ColumnInputs(ColumnSpec column) => new()
    {
        ["type"] = column.Type.ToString(),
        ["role"] = Words.Of(column.Role),
        ["unit"] = column.Unit,
        ["min"] = column.Min,
        ["max"] = column.Max,
        ["values"] = new JsonArray([.. column.Values.Select(v => (JsonNode)v)]),
        ["description"] = column.Description,
    };

    private IReadOnlyList<FileTable> Tables()
    {
        lock (gate)
        {
            return tables ??= files.Resolve(dataset);
        }
    }
}
