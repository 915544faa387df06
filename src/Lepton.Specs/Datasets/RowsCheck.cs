using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>Bounds on the number of rows.</summary>
public sealed record RowsCheck(int? Min, int? Max)
{
    internal static SpecType<RowsCheck?> Type { get; } = new ObjectType<RowsCheck?>("{ min: …, max: … }", r => new RowsCheck(
        r.Optional("min", Types.Integer(0), null, "least number of rows"),
        r.Optional("max", Types.Integer(0), null, "greatest number of rows")));
}
