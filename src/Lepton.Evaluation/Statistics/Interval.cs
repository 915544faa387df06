namespace Lepton.Evaluation.Statistics;

/// <summary>A two-sided interval, or the two one-sided bounds of a gate; NaN where there is none.</summary>
public readonly record struct Interval(double Low, double High)
{
    public static Interval None { get; } = new(double.NaN, double.NaN);
}
