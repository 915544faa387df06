using Lepton.Specs.Schema;

namespace Lepton.Specs.Searches;

/// <summary>Where a hyperparameter is searched.</summary>
/// <param name="Min">Least value of a number; null for choices.</param>
/// <param name="Max">Greatest value of a number; null for choices.</param>
/// <param name="Choices">Words or numbers of which one is chosen; empty for a range.</param>
/// <param name="Points">Values that a grid takes of a range.</param>
/// <param name="When">What other dimensions must be for this one to count: one of some values.</param>
public sealed record DimensionSpec(double? Min, double? Max, SearchScale Scale, IReadOnlyList<string> Choices, int Points, IReadOnlyList<Entry<IReadOnlyList<string>>> When)
{
    internal static SpecType<DimensionSpec> Type { get; } = new ObjectType<DimensionSpec>("a dimension such as { min: 2, max: 8 } or { choices: [a, b] }", r =>
    {
        var read = new DimensionSpec(
            r.Optional("min", Types.Number(), null, "least value"),
            r.Optional("max", Types.Number(), null, "greatest value"),
            r.Optional("scale", Types.OneOf<SearchScale>("scale"), SearchScale.Linear, "log: equal ratios are equally far apart"),
            r.Optional("choices", new ListType<string>(Types.Word, 1), [], "the values of which one is chosen, instead of min and max"),
            r.Optional("points", Types.Integer(1, 1000), 5, "values that a grid takes between min and max") ?? 5,
            r.Optional("when", new MapType<IReadOnlyList<string>>(OneOrMany.Instance, 1), [], "counts only where a dimension before it has one of these values; else it has the trainer's default"));
        if (r.Has("choices") == (r.Has("min") || r.Has("max")) || r.Has("min") != r.Has("max"))
        {
            r.Fail("min", "a dimension has min and max, or choices");
        }
        else if (read.Min > read.Max)
        {
            r.Fail("max", "max is less than min");
        }
        else if (read.Scale == SearchScale.Log && read.Min is null or <= 0)
        {
            r.Fail("scale", "a log scale needs a min above 0");
        }

        return read;
    });
}
