using System.Globalization;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>Which rows train, validate and test.</summary>
/// <param name="Column">What is hashed, grouped, stratified or sorted by; null for the default.</param>
/// <param name="Test">A share in (0,1), or an SQL expression.</param>
/// <param name="Validation">A share, an expression, or null for no validation part.</param>
public sealed record SplitSpec(SplitKind By, string? Column, int Seed, string Test, string? Validation)
{
    internal static SpecType<SplitSpec> Type { get; } = new ObjectType<SplitSpec>("a split such as { by: random, test: 0.2 }", r =>
    {
        var split = new SplitSpec(
            r.Required("by", Types.OneOf<SplitKind>("kind of split"), "how rows come to their part"),
            r.Optional("column", Types.Text, null!, "random: what is hashed (default the id column); group, time: the column (default the one with that role); stratified: the class column"),
            r.Optional("seed", Types.Integer(), 0, "changes which rows come to which part (random, stratified, group)") ?? 0,
            r.Required("test", Types.Word, "share of rows in (0,1), or for by: expression an SQL condition"),
            r.Optional("validation", Types.Word, null!, "share or condition of the validation part; without it there is none"));
        Check(r, split);
        return split;
    });

    /// <summary>The share of test rows; meaningful unless the split is by expression.</summary>
    public double TestShare => Share(Test) ?? 0;

    /// <summary>The share of validation rows.</summary>
    public double ValidationShare => Validation is null ? 0 : Share(Validation) ?? 0;

    private static void Check(FieldReader r, SplitSpec split)
    {
        if (split.By == SplitKind.Expression || split.Test is null)
        {
            return;
        }

        if (Share(split.Test) is not (> 0 and < 1))
        {
            r.Fail("test", $"a share between 0 and 1 is expected, found '{split.Test}'");
        }

        if (split.Validation is not null && Share(split.Validation) is not (> 0 and < 1))
        {
            r.Fail("validation", $"a share between 0 and 1 is expected, found '{split.Validation}'");
        }
        else if (split.TestShare + split.ValidationShare >= 1)
        {
            r.Fail("test", "test and validation together leave no rows to train on");
        }

        if (split is { By: SplitKind.Stratified, Column: null })
        {
            r.Fail("column", "a stratified split needs the column of the classes");
        }
    }

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : null;
}
