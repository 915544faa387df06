using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Onnx;

namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>A text as pieces of words: those that byte-pair encoding learns from the training rows, or those of a vocabulary of BERT.</summary>
internal sealed class PieceTokens : TokenBlock
{
    public const string Pieces = "pieces";

    // What a vocabulary of BERT has for padding, unknown words, start, end and mask, in the order of our numbers for them.
    private static readonly string[] Specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private readonly Column column;
    private readonly int maxLength;
    private readonly bool keepCase;
    private readonly bool keepAccents;
    private readonly IReadOnlyList<string> pieces;
    private readonly Lazy<PieceTrie> trie;

    private PieceTokens(Column column, int maxLength, bool keepCase, bool keepAccents, IReadOnlyList<string> pieces)
    {
        (this.column, this.maxLength, this.keepCase, this.keepAccents, this.pieces) = (column, maxLength, keepCase, keepAccents, pieces);
        trie = new Lazy<PieceTrie>(() => new PieceTrie(pieces, [.. pieces.Select((_, i) => (long)(TextTokens.Reserved + i))]));
    }

    /// <summary>Where each of our numbers stands in the vocabulary of a file; null for pieces that were learnt.</summary>
    public IReadOnlyList<int>? Lines { get; private init; }

    public override int Entries => TextTokens.Reserved + pieces.Count;

    public override int Longest => maxLength + 2;

    public override bool IsFixed => false;

    public static PieceTokens Learn(DataTable rows, Feature feature, CancellationToken cancellation)
    {
        var encoding = feature.Encoding!;
        var text = new PieceText(keepCase: false, keepAccents: true);
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var own in rows[feature.Column.Name].Texts!)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var word in text.Words(own ?? string.Empty))
            {
                words[word] = words.GetValueOrDefault(word) + 1;
            }
        }

        return new PieceTokens(feature.Column, encoding.MaxLength, keepCase: false, keepAccents: true, BytePairs.Learn(words, encoding.MaxFeatures, encoding.MinFrequency));
    }

    /// <summary>The pieces of a file, one a line. Where one has a capital letter, texts keep theirs, and their accents.</summary>
    /// <exception cref="InvalidDataException">It has no line for unknown words, say.</exception>
    public static PieceTokens Read(string path, Feature feature)
    {
        var lines = File.ReadAllLines(path);
        var specials = Array.ConvertAll(Specials, s => Array.IndexOf(lines, s));
        if (Array.IndexOf(specials, -1) is var missing and >= 0)
        {
            throw new InvalidDataException($"the vocabulary has no line {Specials[missing]}");
        }

        int[] others = [.. Enumerable.Range(0, lines.Length).Where(i => !specials.Contains(i))];
        var isCased = others.Any(i => !IsBracketed(lines[i]) && lines[i].Any(char.IsUpper));
        return new PieceTokens(feature.Column, feature.Encoding!.MaxLength, isCased, isCased, [.. others.Select(i => lines[i])]) { Lines = [.. specials, .. others] };
    }

    internal static PieceTokens FromJson(JsonObject fitted, Column column) => new(
        column,
        (int)fitted["max-length"]!,
        (bool)fitted["keep-case"]!,
        (bool)fitted["keep-accents"]!,
        [.. fitted[Pieces]!.AsArray().Select(p => (string)p!)]);

    public override JsonObject ToJson() => new()
    {
        ["max-length"] = maxLength,
        ["keep-case"] = keepCase,
        ["keep-accents"] = keepAccents,
        [Pieces] = new JsonArray([.. pieces.Select(p => (JsonNode)p)]),
    };

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs) =>
        new PieceGraph(graph, new PieceText(keepCase, keepAccents), trie.Value).Write(TextGraph.RawCharacters(graph, inputs[column.Name]), maxLength);

    // Such as [unused12], which no text holds.
    private static bool IsBracketed(string line) => line.StartsWith('[') && line.EndsWith(']');
}
