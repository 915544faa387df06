using System.Text.Json.Nodes;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Metrics;
using static Lepton.Evaluation.Estimates.MetricEstimate;

namespace Lepton.Evaluation.Comparisons;

/// <summary>A metric of a candidate and of what it is compared with, on the same rows.</summary>
/// <param name="TwoSided">The interval of the difference that tables show.</param>
/// <param name="OneSided">The bounds of the difference that gates look at, each at the full confidence.</param>
/// <param name="Examples">Rows that the metric is about.</param>
/// <param name="Better">The chance of so great a gain where there is none.</param>
/// <param name="Worse">The chance of so great a loss where there is none.</param>
public sealed record PairedEstimate(string Metric, double Reference, double Candidate, Interval TwoSided, Interval OneSided, long Examples, string Method, double Better, double Worse)
{
    /// <summary>Candidate less reference.</summary>
    public double Difference => Candidate - Reference;

    /// <summary>Whether a greater value is a better one.</summary>
    public bool HigherIsBetter => MetricCatalog.Get(Metric).HigherIsBetter;

    /// <summary>The difference in the better direction.</summary>
    public double Gain => HigherIsBetter ? Difference : -Difference;

    /// <summary>The one-sided bounds in the better direction.</summary>
    public Interval GainBounds => HigherIsBetter ? OneSided : new Interval(-OneSided.High, -OneSided.Low);

    internal static PairedEstimate Of(PairedDifference difference, double confidence)
    {
        var tail = 1 - confidence;
        var (up, down) = difference.Exact is { } exact ? (exact(false), exact(true)) : (difference.ChanceAtMost(0), difference.ChanceAtLeast(0));
        var higher = MetricCatalog.Get(difference.Metric).HigherIsBetter;
        return new PairedEstimate(difference.Metric, difference.Reference, difference.Candidate, difference.Of(tail / 2), difference.Of(tail), difference.Examples, difference.Method, higher ? up : down, higher ? down : up);
    }

    public JsonObject ToJson() => new()
    {
        ["reference"] = Number(Reference),
        ["candidate"] = Number(Candidate),
        ["difference"] = Number(Difference),
        ["low"] = Number(TwoSided.Low),
        ["high"] = Number(TwoSided.High),
        ["lower-bound"] = Number(OneSided.Low),
        ["upper-bound"] = Number(OneSided.High),
        ["examples"] = Examples,
        ["method"] = Method,
        ["better"] = Number(Better),
        ["worse"] = Number(Worse),
    };

    public static PairedEstimate FromJson(string metric, JsonNode json) => new(
        metric,
        Read(json["reference"]),
        Read(json["candidate"]),
        new Interval(Read(json["low"]), Read(json["high"])),
        new Interval(Read(json["lower-bound"]), Read(json["upper-bound"])),
        (long)json["examples"]!,
        (string)json["method"]!,
        Read(json["better"]),
        Read(json["worse"]));
}
