using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>The columns that a model sees, and how they become numbers.</summary>
/// <param name="Include">Names or patterns; empty for all columns of role feature.</param>
/// <param name="Exclude">Names or patterns to leave out.</param>
/// <param name="Encode">Encodings by column name or pattern.</param>
public sealed record FeaturesSpec(
    IReadOnlyList<string> Include,
    IReadOnlyList<string> Exclude,
    IReadOnlyList<Entry<EncodingSpec>> Encode)
{
    public static FeaturesSpec Default { get; } = new([], [], []);

    internal static SpecType<FeaturesSpec> Type { get; } = new ObjectType<FeaturesSpec>("a mapping with include, exclude and encode", r => new FeaturesSpec(
        r.Optional("include", new ListType<string>(Types.Text, 1), [], "names or patterns of the columns to learn from"),
        r.Optional("exclude", new ListType<string>(Types.Text), [], "names or patterns to leave out"),
        r.Optional("encode", new MapType<EncodingSpec>(EncodingSpec.Type), [], "how a column becomes numbers; default: numbers as they are, categories one-hot (linear), ordinal (xgboost) or embedding (torch), text by tf-idf, or as tokens for networks that read them; text-to-text: how the target is cut, too, default into pieces")));

    /// <summary>Whether a column of role feature belongs to the features, the target aside.</summary>
    public bool Selects(string column) =>
        (Include.Count == 0 || Include.Any(p => NamePattern.Matches(p, column))) && !Exclude.Any(p => NamePattern.Matches(p, column));

    /// <summary>The encoding that the spec names for a column, or null.</summary>
    public EncodingSpec? EncodingOf(string column)
    {
        foreach (var (pattern, encoding) in Encode)
        {
            if (NamePattern.Matches(pattern, column))
            {
                return encoding;
            }
        }

        return null;
    }
}
