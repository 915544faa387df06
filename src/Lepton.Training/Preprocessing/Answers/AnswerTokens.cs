using System.Globalization;
using System.Text;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing.Pieces;

namespace Lepton.Training.Preprocessing.Answers;

/// <summary>
/// Texts that a model writes, as numbers in order with <see cref="TextTokens.End"/> behind them: fitted on the training rows. Only training cuts
/// them; the model itself puts tokens together. White space counts as one space, capitals and signs stay.
/// </summary>
public sealed class AnswerTokens
{
    private readonly EncodingSpec encoding;
    private readonly IReadOnlyList<string> vocabulary;
    private readonly Dictionary<string, int> numbers;
    private readonly int longest;

    private AnswerTokens(EncodingSpec encoding, IReadOnlyList<string> vocabulary)
    {
        this.encoding = encoding;
        this.vocabulary = vocabulary;
        numbers = vocabulary.Select((token, i) => (token, i)).ToDictionary(t => t.token, t => TextTokens.Reserved + t.i, StringComparer.Ordinal);
        longest = vocabulary.Append(string.Empty).Max(v => v.Length);
        Firsts = [.. Reserved(), .. vocabulary.Select(v => Body(v).TrimStart(' '))];
        Nexts = [.. Reserved(), .. vocabulary.Select(v => encoding.Tokenizer == Tokenizer.Words ? " " + v : Body(v))];
    }

    /// <summary>Numbers that may come out, all below this.</summary>
    public int Entries => TextTokens.Reserved + vocabulary.Count;

    /// <summary>Whether there is nothing to write with: no token occurs often enough.</summary>
    public bool IsEmpty => vocabulary.Count == 0;

    /// <summary>Tokens of a text at most, its end among them.</summary>
    public int Longest => encoding.MaxLength + 1;

    /// <summary>What each number adds to an empty text.</summary>
    public IReadOnlyList<string> Firsts { get; }

    /// <summary>What each number adds behind others.</summary>
    public IReadOnlyList<string> Nexts { get; }

    public static AnswerTokens Fit(IEnumerable<string> texts, EncodingSpec encoding, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var part in Parts(text, encoding.Tokenizer))
            {
                counts[part] = counts.GetValueOrDefault(part) + 1;
            }
        }

        return new AnswerTokens(encoding, encoding.Tokenizer == Tokenizer.Pieces
            ? BytePairs.Learn(counts, encoding.MaxFeatures, encoding.MinFrequency)
            : [.. counts.Where(c => c.Value >= encoding.MinFrequency).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(encoding.MaxFeatures).Select(c => c.Key)]);
    }

    /// <summary>The numbers of a text's tokens and of its end; of a longer one than is kept, the first ones.</summary>
    public int[] Encode(string text)
    {
        var parts = Parts(text, encoding.Tokenizer);
        var tokens = encoding.Tokenizer == Tokenizer.Pieces ? parts.SelectMany(Pieces) : parts.Select(p => numbers.GetValueOrDefault(p, TextTokens.Unknown));
        return [.. tokens.Take(encoding.MaxLength), TextTokens.End];
    }

    /// <summary>The text of tokens, up to their end.</summary>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Length && tokens[i] != TextTokens.End; i++)
        {
            text.Append(i == 0 ? Firsts[tokens[i]] : Nexts[tokens[i]]);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Reserved() => Enumerable.Repeat(string.Empty, TextTokens.Reserved);

    private string Body(string token) =>
        encoding.Tokenizer == Tokenizer.Pieces && token.StartsWith(BytePairs.Continuation, StringComparison.Ordinal) ? token[BytePairs.Continuation.Length..] : token;

    private static IEnumerable<string> Parts(string text, Tokenizer tokenizer)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return tokenizer switch
        {
            Tokenizer.Words => words,
            Tokenizer.Characters => string.Join(' ', words).EnumerateRunes().Select(r => r.ToString()),
            _ => words.SelectMany(SpacedRuns),
        };
    }

    // A word as runs of letters, and every other character for itself; the first with the space before it.
    private static IEnumerable<string> SpacedRuns(string word)
    {
        var run = new StringBuilder(" ");
        var isEmpty = true;
        foreach (var rune in word.EnumerateRunes())
        {
            var isLetter = Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!isLetter && !isEmpty)
            {
                yield return run.ToString();
                run.Clear();
            }

            run.Append(rune);
            isEmpty = false;
            if (!isLetter)
            {
                yield return run.ToString();
                run.Clear();
                isEmpty = true;
            }
        }

        if (!isEmpty)
        {
            yield return run.ToString();
        }
    }

    // The longest piece, again and again; a character that no piece begins with is unknown.
    private IEnumerable<int> Pieces(string part)
    {
        var prefix = string.Empty;
        for (var start = 0; start < part.Length;)
        {
            var (found, end) = (TextTokens.Unknown, start + (char.IsSurrogatePair(part, start) ? 2 : 1));
            for (var length = Math.Min(part.Length - start, longest); length > 0; length--)
            {
                if (numbers.TryGetValue(string.Concat(prefix, part.AsSpan(start, length)), out var number))
                {
                    (found, end) = (number, start + length);
                    break;
                }
            }

            yield return found;
            (start, prefix) = (end, BytePairs.Continuation);
        }
    }
}
