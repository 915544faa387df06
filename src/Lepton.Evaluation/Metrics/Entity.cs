namespace Lepton.Evaluation.Metrics;

/// <summary>A stretch of tokens that belong together.</summary>
/// <param name="Type">What follows <c>B-</c> or <c>I-</c> in its tags.</param>
/// <param name="First">Index of its first token.</param>
/// <param name="Last">Index of its last token.</param>
internal readonly record struct Entity(string Type, int First, int Last)
{
    /// <summary>The tag of a token that belongs to none.</summary>
    public const string Outside = "O";

    /// <summary>
    /// The entities of BIO tags, as conlleval cuts them: one begins at <c>B-</c>, and at <c>I-</c> behind another type or behind none;
    /// a tag without a dash is a type of its own, but for <c>O</c>.
    /// </summary>
    public static List<Entity> Of(string[] tags)
    {
        var entities = new List<Entity>();
        var (start, type) = (-1, string.Empty);
        for (var i = 0; i <= tags.Length; i++)
        {
            var (isBegin, own) = i < tags.Length ? Parse(tags[i]) : (false, string.Empty);
            if (start >= 0 && (own.Length == 0 || isBegin || own != type))
            {
                entities.Add(new Entity(type, start, i - 1));
                start = -1;
            }

            if (start < 0 && own.Length > 0)
            {
                (start, type) = (i, own);
            }
        }

        return entities;
    }

    private static (bool IsBegin, string Type) Parse(string tag) =>
        tag == Outside ? (false, string.Empty)
        : tag.StartsWith("B-", StringComparison.Ordinal) ? (true, tag[2..])
        : tag.StartsWith("I-", StringComparison.Ordinal) ? (false, tag[2..])
        : (false, tag);
}
