using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>One thing that a model must pass.</summary>
/// <param name="Metric">The metric judged, or null for a cost.</param>
/// <param name="Cost">The cost judged, or null for a metric.</param>
/// <param name="Slice">Name of a slice, or null for all test rows.</param>
/// <param name="Against"><c>baseline</c>, <c>anchor</c> or a digest; null for an absolute gate.</param>
/// <param name="Margin">How much worse than what it is compared with it may be, absolute, at least 0.</param>
/// <param name="MinGain">How much better it must be.</param>
/// <param name="OnInconclusive">Null for the default: fail, or warn where a slice has fewer than <paramref name="MinExamples"/> rows.</param>
public sealed record GateSpec(
    string? Metric,
    GateCost? Cost,
    string? Slice,
    double? Min,
    double? Max,
    long? CostLimit,
    string? Against,
    double? Margin,
    double? MinGain,
    GateMethod Method,
    OnInconclusive? OnInconclusive,
    int MinExamples,
    OnMissingBaseline OnMissingBaseline = OnMissingBaseline.Fail,
    GateRows On = GateRows.Test)
{
    internal static SpecType<GateSpec> Type { get; } = new ObjectType<GateSpec>("a gate", r =>
    {
        r.ExactlyOne("metric", "cost");
        var isCost = r.Has("cost") && !r.Has("metric");
        var gate = new GateSpec(
            r.Optional("metric", Types.Text, null!, "metric that is judged"),
            r.Optional("cost", new EnumOrNull<GateCost>("cost"), null, "cost that is judged, with max: latency-p95 (such as 2ms) or size (such as 5MB)"),
            r.Optional("slice", Types.Text, null!, "name of a slice; default all test rows"),
            r.Optional("min", Types.Number(), null, "least value that passes"),
            isCost ? null : r.Optional("max", new MaxType(), null, "greatest value that passes; of a cost with its unit"),
            isCost ? r.Optional("max", new QuantityType(), null, "greatest cost that passes") : null,
            r.Optional("against", Types.Text, null!, "baseline (the base branch's model), anchor (the last release) or a digest"),
            r.Optional("margin", Types.Number(0), null, "how much worse than that it may be, absolute"),
            r.Optional("min-gain", Types.Number(0), null, "how much better than that it must be"),
            r.Optional("method", Types.OneOf<GateMethod>("method"), GateMethod.Auto, "statistical method"),
            r.Optional("on-inconclusive", new EnumOrNull<OnInconclusive>("answer to an inconclusive gate"), null, "what an inconclusive gate does; default fail, for slices below min-examples warn"),
            r.Optional("min-examples", Types.Integer(1), 1, "rows that the metric must be about for a verdict") ?? 1,
            r.Optional("on-missing-baseline", Types.OneOf<OnMissingBaseline>("answer to a missing baseline"), OnMissingBaseline.Fail, "what a comparison says where the base branch has no such model yet, or no release is out: fail, or first-run to let the first one pass"),
            r.Optional("on", Types.OneOf<GateRows>("rows that gates are judged on"), GateRows.Test, "test, or folds: the mean over the folds of evaluation.folds with its corrected interval"));
        Check(r, gate);
        return gate;
    });

    /// <summary>What the gate is about, in words.</summary>
    public string Title =>
        (Metric ?? Words.Of(Cost!.Value)) + (Slice is null ? string.Empty : $" of '{Slice}'") + (Against is null ? string.Empty : $" against {Against}") + (OnFolds ? " over folds" : string.Empty);

    /// <summary>Whether it judges the mean over folds.</summary>
    public bool OnFolds => On == GateRows.Folds;

    private static void Check(FieldReader r, GateSpec gate)
    {
        if (gate.OnFolds && (gate.Metric is null || gate.Slice is not null || gate.Against is not null))
        {
            r.Fail("on", "over folds a metric of all rows is judged by itself", "remove slice and against, or on");
        }

        if (gate.Cost is not null && gate.Metric is null)
        {
            if (!r.Has("max"))
            {
                r.Fail("cost", "a cost needs a max", "add max: with a unit, as in max: 2ms");
            }
        }
        else if (gate.Against is not null)
        {
            if (r.Has("margin") == r.Has("min-gain"))
            {
                r.Fail("against", "a comparison needs either a margin or a min-gain");
            }
        }
        else if (!r.Has("min") && !r.Has("max"))
        {
            r.Fail("metric", "a gate needs min, max or against");
        }
    }
}
