using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>From which probability on the answer is the positive class.</summary>
/// <param name="Value">A fixed threshold in (0,1).</param>
/// <param name="Maximise">A metric to maximise on the validation part instead.</param>
public sealed record ThresholdSpec(double Value, ThresholdMetric? Maximise)
{
    public static ThresholdSpec Default { get; } = new(0.5, null);

    internal static SpecType<ThresholdSpec> Type { get; } = new EitherType<ThresholdSpec>(
        new MappedType<double?, ThresholdSpec>(Types.Number(0, 1), v => new ThresholdSpec(v ?? 0.5, null)),
        new ObjectType<ThresholdSpec>("a threshold", r => new ThresholdSpec(
            0.5,
            r.Required("maximise", new EnumOrNull<ThresholdMetric>("metric to maximise"), "metric that the threshold maximises on the validation part"))));
}
