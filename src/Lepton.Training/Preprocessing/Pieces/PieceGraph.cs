using System.Text;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>
/// Nodes that cut texts into pieces, the longest first (WordPiece: Wu et al. 2016): a word in which no piece fits at some place is unknown as
/// a whole. There is no ONNX operator for it, so each character looks up how far a piece that begins there reaches, and a Scan walks from
/// piece to piece.
/// </summary>
internal sealed class PieceGraph(GraphBuilder graph, PieceText text, PieceTrie trie)
{
    // Of a character that is in no piece.
    private const long Letter = 1;
    private const long Sign = 2;

    /// <summary>Adds the nodes; returns the pieces' numbers, int64 [N, L], padded.</summary>
    /// <param name="characters">Of the texts, padded with empty ones: [N, T].</param>
    /// <param name="maxLength">Pieces that are kept, start and end aside.</param>
    public string Write(string characters, int maxLength)
    {
        var numbers = Numbers(characters);
        var rows = Dimension(numbers, 0);
        var kinds = graph.Node("Gather", [Long(Kinds(), trie.Width), numbers]);
        var isLetter = graph.Node("Equal", [kinds, Long(Letter)]);
        var before = graph.Node("Slice", [Concat(Fill(rows, 1), kinds), Long([0], 1), Long([-1], 1), Long([1], 1)]);
        var goesOn = graph.Node("And", [isLetter, graph.Node("Equal", [before, Long(Letter)])]);
        var begins = graph.Node("Or", [graph.Node("Equal", [kinds, Long(Sign)]), graph.Node("And", [isLetter, graph.Node("Not", [goesOn])])]);
        var (lengths, pieces) = Longest(numbers, rows, begins, goesOn);
        var starts = Walk(rows, begins, goesOn, lengths);

        // A word is known by the number of words that began up to there.
        var words = graph.Node("Sub", [Running(begins), Long(1)]);
        var misses = graph.Node("And", [starts, graph.Node("Equal", [lengths, Long(0)])]);
        var none = graph.Node("Sub", [numbers, numbers]);
        var missed = graph.Node("ScatterElements", [none, words, Cast(misses)], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Text("reduction", "add"));
        var isUnknown = graph.Node("Greater", [graph.Node("GatherElements", [missed, words], new OnnxAttribute.Int("axis", 1)), Long(0)]);
        var kept = graph.Node("And", [starts, graph.Node("Or", [begins, graph.Node("Not", [isUnknown])])]);
        return Pack(numbers, rows, kept, graph.Node("Where", [isUnknown, Long(TextTokens.Unknown), pieces]), maxLength);
    }

    // The number of each character, with a start before the first and an end behind the padding.
    private string Numbers(string characters)
    {
        var known = new SortedDictionary<string, long>(StringComparer.Ordinal) { [string.Empty] = 0 };
        var hasChinese = trie.Alphabet.Keys.Any(r => PieceText.IsChinese(r.Value));
        foreach (var character in Enumerable.Range(1, 0xFFFF).Where(Rune.IsValid).Select(v => new Rune(v)).Concat(trie.Alphabet.Keys.Where(r => !r.IsBmp)))
        {
            var kind = PieceText.ClassOf(character);
            if (kind == CharacterClass.Space)
            {
                known[character.ToString()] = PieceTrie.Space;
            }
            else if (trie.Alphabet.TryGetValue(text.Fold(character), out var number))
            {
                known[character.ToString()] = number;
            }
            else if (kind == CharacterClass.Sign && (hasChinese || !PieceText.IsChinese(character.Value)))
            {
                known[character.ToString()] = PieceTrie.UnknownSign;
            }
        }

        var numbers = graph.MlNode(
            "LabelEncoder",
            [characters],
            new OnnxAttribute.Texts("keys_strings", [.. known.Keys]),
            new OnnxAttribute.Ints("values_int64s", [.. known.Values]),
            new OnnxAttribute.Int("default_int64", PieceTrie.UnknownLetter));
        var rows = Dimension(numbers, 0);
        return Concat(Fill(rows, 1, PieceTrie.Start), numbers, Fill(rows, 1, PieceTrie.End));
    }

    private long[] Kinds()
    {
        var kinds = new long[trie.Width];
        kinds[PieceTrie.UnknownLetter] = Letter;
        kinds[PieceTrie.UnknownSign] = Sign;
        kinds[PieceTrie.Start] = Sign;
        kinds[PieceTrie.End] = Sign;
        foreach (var (character, number) in trie.Alphabet)
        {
            kinds[number] = PieceText.ClassOf(character) == CharacterClass.Letter ? Letter : Sign;
        }

        return kinds;
    }

    // For each character the longest piece that begins there: how many characters it has, and its number; 0 where there is none.
    private (string Lengths, string Pieces) Longest(string numbers, string rows, string begins, string goesOn)
    {
        var (keys, values) = (trie.Steps.Keys.ToList(), trie.Steps.Values.ToList());
        string Step(string node, string character) => graph.MlNode(
            "LabelEncoder",
            [graph.Node("Add", [graph.Node("Mul", [node, Long(trie.Width)]), character])],
            new OnnxAttribute.Ints("keys_int64s", keys),
            new OnnxAttribute.Ints("values_int64s", values),
            new OnnxAttribute.Int("default_int64", 0));
        var ends = Long([.. trie.Ends], trie.Ends.Count);
        var inside = Concat(graph.Node("Where", [goesOn, numbers, Long(0)]), Fill(rows, trie.Longest));
        var width = Dimension(numbers, 1);
        var node = graph.Node("Where", [begins, Long(PieceTrie.Beginning), graph.Node("Where", [goesOn, Long(PieceTrie.Inside), Long(0)])]);
        var (lengths, pieces) = (graph.Node("Sub", [numbers, numbers]), string.Empty);
        for (var length = 1; length <= trie.Longest; length++)
        {
            var character = length == 1
                ? numbers
                : graph.Node("Slice", [inside, Long([length - 1], 1), graph.Node("Add", [width, Long([length - 1], 1)]), Long([1], 1)]);
            node = Step(node, character);
            var found = graph.Node("Gather", [ends, node]);
            var isFound = graph.Node("Greater", [found, Long(0)]);
            lengths = graph.Node("Where", [isFound, Long(length), lengths]);
            pieces = length == 1 ? found : graph.Node("Where", [isFound, found, pieces]);
        }

        return (lengths, pieces);
    }

    // Where pieces start: boolean [N, T].
    private string Walk(string rows, string begins, string goesOn, string lengths)
    {
        const string Prefix = "pieces_";
        var body = new GraphBuilder(Prefix);
        var count = new Dimension(null, "N");
        var next = body.Input(Prefix + "next", ElementType.Int64, count);
        var begin = body.Input(Prefix + "begin", ElementType.Bool, count);
        var goOn = body.Input(Prefix + "goes_on", ElementType.Bool, count);
        var length = body.Input(Prefix + "length", ElementType.Int64, count);
        var place = body.Input(Prefix + "place", ElementType.Int64, 1);
        var start = body.Node("Or", [begin, body.Node("And", [goOn, body.Node("Not", [body.Node("Greater", [next, place])])])]);
        var after = body.Node("Where", [start, body.Node("Add", [place, body.Node("Max", [length, body.Constant([1L], 1)])]), next]);
        body.Rename(after, Prefix + "after");
        body.Rename(start, Prefix + "start");
        body.Output(Prefix + "after", ElementType.Int64, count);
        body.Output(Prefix + "start", ElementType.Bool, count);

        string Turned(string value) => graph.Node("Transpose", [value], new OnnxAttribute.Ints("perm", [1, 0]));
        var width = graph.Node("Squeeze", [Dimension(lengths, 1)]);
        var places = graph.Node("Unsqueeze", [graph.Node("Range", [Long(0), width, Long(1)]), Long([1], 1)]);
        var first = graph.Node("Expand", [Long(0), rows]);
        var made = graph.Node(
            OnnxDomain.Standard,
            "Scan",
            [first, Turned(begins), Turned(goesOn), Turned(lengths), places],
            ["pieces_last", "pieces_starts"],
            new OnnxAttribute.Body("body", body),
            new OnnxAttribute.Int("num_scan_inputs", 4));
        return Turned(made[1]);
    }

    // What is kept, side by side; what is too much goes to a last column that is cut off.
    private string Pack(string numbers, string rows, string kept, string pieces, int maxLength)
    {
        var places = graph.Node("Sub", [Running(kept), Long(1)]);
        var fits = graph.Node("And", [kept, graph.Node("Not", [graph.Node("Greater", [places, Long(maxLength)])])]);
        var isEnd = graph.Node("Equal", [numbers, Long(PieceTrie.End)]);
        var end = graph.Node("Min", [places, Long(maxLength + 1)]);
        var targets = graph.Node("Where", [isEnd, end, graph.Node("Where", [fits, places, Long(maxLength + 2)])]);
        var packed = graph.Node("ScatterElements", [Fill(rows, maxLength + 3), targets, pieces], new OnnxAttribute.Int("axis", 1));
        var last = graph.Node("ReduceMax", [graph.Node("Where", [isEnd, end, Long(0)])], new OnnxAttribute.Int("keepdims", 0));
        var width = graph.Node("Unsqueeze", [graph.Node("Add", [last, Long(1)]), Long([0], 1)]);
        return graph.Node("Slice", [packed, Long([0], 1), width, Long([1], 1)]);
    }

    private string Running(string flags) => graph.Node("CumSum", [Cast(flags), Long(1)]);

    private string Cast(string flags) => graph.Node("Cast", [flags], new OnnxAttribute.Int("to", (long)ElementType.Int64));

    private string Dimension(string value, int axis) =>
        graph.Node("Slice", [graph.Node("Shape", [value]), Long([axis], 1), Long([axis + 1], 1), Long([0], 1)]);

    // A column, or several, of one number.
    private string Fill(string rows, int columns, long value = 0) =>
        graph.Node("Expand", [Long(value), graph.Node("Concat", [rows, Long([columns], 1)], new OnnxAttribute.Int("axis", 0))]);

    private string Concat(params IReadOnlyList<string> columns) => graph.Node("Concat", columns, new OnnxAttribute.Int("axis", 1));

    private string Long(long value) => graph.Constant([value]);

    private string Long(long[] values, params IReadOnlyList<long> shape) => graph.Constant(values, shape);
}
