using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Evaluation.Comparisons;

/// <summary>
/// The step <c>compare</c>: scores a candidate and what it is compared with on the same rows, the candidate's test rows that the other has
/// never seen, and judges the differences. What other commits measured is not trusted.
/// </summary>
public sealed class CompareStep(ModelSpec model, IReadOnlyList<Reference> references, EngineStamp environment, Func<DuckLibrary?> duck, Func<OnnxRuntime?> onnx) : Step
{
    private const int Version = 1;

    private readonly StepId data = DataStep.IdOf(model.Dataset);
    private readonly StepId train = new("train", model.Name);

    public override StepId Id => IdOf(model.Name);

    public override IReadOnlyList<StepId> Needs => [data, train, .. references.Select(r => r.View).OfType<StepId>().Distinct()];

    public override IReadOnlyList<Digest> Pinned => [.. references.SelectMany(r => new[] { r.Artifact, r.Rows }).OfType<Digest>().Distinct()];

    /// <summary>What the candidate is compared with.</summary>
    public IReadOnlyList<Reference> References => references;

    public static StepId IdOf(string model) => new("compare", model);

    public override bool Reads(StepId need, string output) =>
        need == train ? output == "model"
        : need != data ? output is "train" or "validation" or "test"
        : output == "test" || (output == "train" && model.Task == TaskKind.Recommendation);

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var evaluation = model.Evaluation;
        var candidate = needs[train].Output("model").Content;
        var values = new JsonObject
        {
            ["step"] = "compare",
            ["version"] = Version,
            ["model"] = candidate.ToString(),
            ["test"] = needs[data].Output("test").Content.ToString(),
            ["references"] = new JsonObject(references.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => KeyValuePair.Create(r.Name, (JsonNode?)Describe(r, needs)))),
            ["metrics"] = new JsonArray([.. Metrics().Select(m => (JsonNode)m)]),
            ["slices"] = new JsonObject(evaluation.Slices.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.Where))),
            ["gates"] = new JsonArray([.. model.Gates.Select(g => g.Against is null ? null : (JsonNode)Describe(g))]),
            ["confidence"] = evaluation.Confidence,
            ["resamples"] = evaluation.Resamples,
            ["top-k"] = evaluation.TopK,
            ["quantile"] = evaluation.Quantile,
            ["seed"] = model.Seed,
        };
        // Contents do not tell which column joins rows and which one groups them.
        foreach (var role in new[] { ColumnRole.Id, ColumnRole.Group })
        {
            values[Specs.Schema.Words.Of(role)] = TestPart.ColumnOf(needs[data], role);
        }

        if (model.Task == TaskKind.Recommendation)
        {
            values["train"] = needs[data].Output("train").Content.ToString();
            values["relevant"] = evaluation.Relevant;
        }

        return new StepInputs(values, environment.For("onnxruntime"));
    }

    /// <summary>The facts where no row need be scored, since each reference is the candidate itself or there is none; else null.</summary>
    /// <param name="inputs">The inputs of a step <c>compare</c>.</param>
    public static JsonObject? FactsWithoutScoring(ModelSpec model, IReadOnlyList<Reference> references, StepInputs inputs)
    {
        var candidate = (string)inputs.Values["model"]!;
        return references.Any(r => r.Obstacle is null && r.Artifact?.ToString() != candidate)
            ? null
            : Facts(model, [.. references.Select(r => Comparison.Without(r, r.Artifact?.ToString() == candidate))]);
    }

    public override async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (FactsWithoutScoring(model, references, Inputs(context.Needs)) is { } facts)
        {
            return new StepOutcome([], facts);
        }

        var runtime = onnx() ?? throw new DiagnosticException(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        var library = duck() ?? throw new DiagnosticException(DataDiagnostics.NoEngine("run ./build.sh Compile, which fetches it"));
        var part = new TestPart(model, context, context.Needs[data], library);
        var candidate = context.Needs[train].Output("model");
        using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(candidate.Blob));
        context.Progress.Report(0.1, "scoring the candidate");
        var own = await Task.Run(() => part.Score(loaded, cancellation), cancellation);
        var compared = new List<Comparison>();
        foreach (var reference in references)
        {
            if (reference.Obstacle is not null || reference.Artifact == candidate.Content)
            {
                compared.Add(Comparison.Without(reference, reference.Artifact == candidate.Content));
                continue;
            }

            context.Progress.Report(0.1 + (0.9 * compared.Count / references.Count), $"comparing with the {reference.Name}");
            compared.Add(new ReferenceComparison(model, context, runtime, library, part, reference).Run(own, Metrics(), cancellation));
        }

        own.Table.Release();
        var curves = new JsonObject(compared.Where(c => c.Curves is not null).OrderBy(c => c.Reference.Name, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Reference.Name, (JsonNode?)c.Curves)));
        if (curves.Count == 0)
        {
            return new StepOutcome([], Facts(model, compared));
        }

        var blob = context.Store.Blobs.Put(Core.Json.CanonicalJson.Serialize(curves));
        return new StepOutcome([new StepOutput("curves", blob.Digest, blob.Digest, blob.Size)], Facts(model, compared));
    }

    private static JsonObject Facts(ModelSpec model, IReadOnlyList<Comparison> compared) => new()
    {
        ["references"] = new JsonObject(compared.OrderBy(c => c.Reference.Name, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Reference.Name, (JsonNode?)c.ToJson(model)))),
        ["verdicts"] = new JsonArray([.. ComparisonVerdicts.Of(model, compared).Select(v => (JsonNode)v.ToJson())]),
    };

    private static JsonObject Describe(GateSpec gate)
    {
        var json = GateStep.ToJson(gate);
        json["on-missing-baseline"] = Specs.Schema.Words.Of(gate.OnMissingBaseline);
        return json;
    }

    private static JsonObject Describe(Reference reference, IReadOnlyDictionary<StepId, StepResult> needs) => new()
    {
        ["artifact"] = reference.Artifact?.ToString(),
        ["rows"] = reference.Rows?.ToString(),
        ["view"] = reference.View is { } view ? new JsonArray([.. needs[view].Outputs.Where(o => o.Name is "train" or "validation" or "test").Select(o => (JsonNode)o.Content.ToString())]) : null,
        ["columns"] = new JsonArray([.. reference.Columns.Select(c => (JsonNode)c)]),
        ["obstacle"] = reference.Obstacle,
        ["first"] = reference.IsFirst,
    };

    private List<string> Metrics() => [.. model.Evaluation.Metrics.Concat(model.Gates.Where(g => g.Against is not null).Select(g => g.Metric).OfType<string>()).Distinct()];
}
