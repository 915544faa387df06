using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>How one column is encoded.</summary>
/// <param name="Words">Shortest and longest word n-gram for tf-idf, or empty for none.</param>
/// <param name="Characters">Shortest and longest character n-gram for tf-idf, or of which words' vectors are made, or empty for none.</param>
/// <param name="MinFrequency">Rows that must hold an n-gram for it to count.</param>
/// <param name="MaxFeatures">At most so many n-grams or tokens of each sort, the most frequent.</param>
/// <param name="Tokenizer">What tokens are.</param>
/// <param name="Vocabulary">The pieces of the tokenizer word-piece, one a line.</param>
/// <param name="MaxLength">Tokens of a text that are kept, the first ones.</param>
public sealed record EncodingSpec(
    EncodingKind Kind,
    IReadOnlyList<int> Words,
    IReadOnlyList<int> Characters,
    int MinFrequency,
    int MaxFeatures,
    Tokenizer Tokenizer = Tokenizer.Words,
    int MaxLength = 256,
    PinnedFile? Vocabulary = null)
{
    public static EncodingSpec Of(EncodingKind kind) => new(kind, [1, 2], DefaultCharacters(kind), 2, 50_000);

    /// <summary>How texts that a model writes are cut where the spec does not say it.</summary>
    public static EncodingSpec OfAnswers { get; } = Of(EncodingKind.Tokens) with { Tokenizer = Tokenizer.Pieces, MaxFeatures = 8000 };

    internal static SpecType<EncodingSpec> Type { get; } = new EitherType<EncodingSpec>(
        new MappedType<EncodingKind, EncodingSpec>(Types.OneOf<EncodingKind>("encoding"), Of),
        new ObjectType<EncodingSpec>("an encoding", Read));

    private static IReadOnlyList<int> DefaultCharacters(EncodingKind kind) => kind == EncodingKind.Tokens ? [3, 5] : [];

    private static EncodingSpec Read(FieldReader r)
    {
        var kind = r.Required("type", Types.OneOf<EncodingKind>("encoding"), "how the column becomes numbers");
        return new EncodingSpec(
            kind,
            Range(r, "words", [1, 2], "tf-idf: shortest and longest word n-gram; [] for none"),
            Range(r, "characters", [.. DefaultCharacters(kind).Select(c => (int?)c)], "tf-idf: shortest and longest character n-gram, default []; tokens: those whose vectors are added to a word's own, default [3, 5]; [] for none"),
            r.Optional("min-frequency", Types.Integer(1), 2, "tf-idf and tokens: rows that must hold an n-gram or token for it to count") ?? 2,
            r.Optional("max-features", Types.Integer(1, 500_000), 50_000, "tf-idf and tokens: at most so many n-grams of each sort or tokens, the most frequent") ?? 50_000,
            r.Optional("tokenizer", Types.OneOf<Tokenizer>("tokenizer"), Tokenizer.Words, "tokens: what a text is cut into"),
            r.Optional("max-length", Types.Integer(1, 8192), 256, "tokens: how many of a text are kept, the first ones") ?? 256,
            r.Optional("vocabulary", PinnedFile.Type, null, "word-piece: the file with its pieces, one a line, such as BERT's vocab.txt"));
    }

    private static int[] Range(FieldReader r, string key, IReadOnlyList<int?> fallback, string meaning)
    {
        var range = r.Optional(key, new ListType<int?>(Types.Integer(1, 8)), fallback, meaning).Select(n => n ?? 1).ToArray();
        if (range.Length is not (0 or 2) || (range.Length == 2 && range[0] > range[1]))
        {
            r.Fail(key, $"'{key}' takes two numbers, the shortest and the longest n-gram");
        }

        return range;
    }
}
