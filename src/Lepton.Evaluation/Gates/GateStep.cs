using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Folds;
using Lepton.Graph;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Evaluation.Gates;

/// <summary>The step <c>gate</c>: judges metrics by themselves; what is compared with other models is the step <c>compare</c>. A model that does not pass is still a result, so it is not judged twice.</summary>
public sealed class GateStep(ModelSpec model) : Step
{
    private const int Version = 2;

    private readonly StepId evaluate = EvaluateStep.IdOf(model.Name);
    private readonly StepId folds = CrossValidateStep.IdOf(model.Name);

    public override StepId Id => IdOf(model.Name);

    public override IReadOnlyList<StepId> Needs => HasFolds ? [evaluate, folds] : [evaluate];

    private bool HasFolds => model.Gates.Any(g => g.OnFolds);

    public static StepId IdOf(string model) => new("gate", model);

    public override bool Reads(StepId need, string output) => false;

    public override StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var values = new JsonObject
        {
            ["step"] = "gate",
            ["version"] = Version,
            ["evaluation"] = CanonicalJson.DigestOf(needs[evaluate].Inputs).ToString(),
            ["confidence"] = model.Evaluation.Confidence,
            // Verdicts name gates by their places: those of other steps keep theirs.
            ["gates"] = new JsonArray([.. model.Gates.Select(g => g.Metric is not null && g.Against is null ? (JsonNode)ToJson(g) : null)]),
        };
        if (HasFolds)
        {
            values["cross-validation"] = CanonicalJson.DigestOf(needs[folds].Inputs).ToString();
        }

        return new StepInputs(values, []);
    }

    public override Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var facts = context.Needs[evaluate].Facts;
        var verdicts = new JsonArray();
        for (var i = 0; i < model.Gates.Count; i++)
        {
            var gate = model.Gates[i];
            if (gate.Metric is null || gate.Against is not null)
            {
                continue;
            }

            var metrics = gate.OnFolds ? context.Needs[folds].Facts["metrics"]! : gate.Slice is null ? facts["metrics"]! : facts["slices"]![gate.Slice]!["metrics"]!;
            foreach (var verdict in MetricGate.Judge(gate, i, MetricEstimate.FromJson(metrics[gate.Metric]!), model.Evaluation.Confidence))
            {
                verdicts.Add((JsonNode)verdict.ToJson());
            }
        }

        return Task.FromResult(new StepOutcome([], new JsonObject { ["verdicts"] = verdicts }));
    }

    internal static JsonObject ToJson(GateSpec gate)
    {
        var json = new JsonObject
        {
            ["metric"] = gate.Metric,
            ["slice"] = gate.Slice,
            ["min"] = gate.Min,
            ["max"] = gate.Max,
            ["against"] = gate.Against,
            ["margin"] = gate.Margin,
            ["min-gain"] = gate.MinGain,
            ["method"] = Words.Of(gate.Method),
            ["on-inconclusive"] = gate.OnInconclusive is { } answer ? Words.Of(answer) : null,
            ["min-examples"] = gate.MinExamples,
            };
        if (gate.OnFolds)
        {
            json["on"] = Words.Of(gate.On);
        }

        return json;
    }
}
