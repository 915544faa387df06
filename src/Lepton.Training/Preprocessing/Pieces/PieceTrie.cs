using System.Text;

namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>
/// Pieces by their characters: a step from a node by a character leads to a node, and a node may end a piece. Those that begin words hang
/// below <see cref="Beginning"/>, those that continue them below <see cref="Inside"/>; node 0 is where no step leads on.
/// </summary>
internal sealed class PieceTrie
{
    public const long Beginning = 1;
    public const long Inside = 2;

    /// <summary>Numbers of what is no character of a piece.</summary>
    public const long Space = 1;
    public const long UnknownLetter = 2;
    public const long UnknownSign = 3;
    public const long Start = 4;
    public const long End = 5;

    private const int Reserved = 6;

    private readonly Dictionary<Rune, long> alphabet = [];
    private readonly SortedDictionary<long, long> steps = [];
    private readonly List<long> ends = [0, 0, 0];

    /// <param name="pieces">As in a vocabulary of BERT.</param>
    /// <param name="numbers">The number of each.</param>
    public PieceTrie(IReadOnlyList<string> pieces, IReadOnlyList<long> numbers)
    {
        foreach (var character in pieces.SelectMany(p => Body(p).EnumerateRunes()).Distinct().Order())
        {
            alphabet[character] = Reserved + alphabet.Count;
        }

        ends[(int)Step(Beginning, Start)] = TextTokens.Start;
        ends[(int)Step(Beginning, End)] = TextTokens.End;
        for (var i = 0; i < pieces.Count; i++)
        {
            var node = IsContinuation(pieces[i]) ? Inside : Beginning;
            var length = 0;
            foreach (var character in Body(pieces[i]).EnumerateRunes())
            {
                node = Step(node, alphabet[character]);
                length++;
            }

            Longest = Math.Max(Longest, length);
            ends[(int)node] = numbers[i];
        }
    }

    public IReadOnlyDictionary<Rune, long> Alphabet => alphabet;

    /// <summary>Characters of the longest piece.</summary>
    public int Longest { get; } = 1;

    /// <summary>Numbers of characters are below this.</summary>
    public long Width => Reserved + alphabet.Count;

    /// <summary>node · <see cref="Width"/> + character, and the node that the step leads to.</summary>
    public IReadOnlyDictionary<long, long> Steps => steps;

    /// <summary>For each node the number of the piece that ends there, or 0.</summary>
    public IReadOnlyList<long> Ends => ends;

    private static bool IsContinuation(string piece) => piece.Length > BytePairs.Continuation.Length && piece.StartsWith(BytePairs.Continuation, StringComparison.Ordinal);

    private static string Body(string piece) => IsContinuation(piece) ? piece[BytePairs.Continuation.Length..] : piece;

    private long Step(long node, long character)
    {
        var key = (node * Width) + character;
        if (!steps.TryGetValue(key, out var next))
        {
            steps[key] = next = ends.Count;
            ends.Add(0);
        }

        return next;
    }
}
