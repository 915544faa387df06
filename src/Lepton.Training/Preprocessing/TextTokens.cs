using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// A text, or a list of tokens, as numbers in order: <see cref="Padding"/> behind the end, <see cref="Start"/> before the first token, so
/// that no text is empty, and <see cref="Unknown"/> for what the training rows do not hold often enough. <see cref="End"/> and <see cref="Mask"/>
/// are there for those who need them.
/// </summary>
internal sealed class TextTokens : TokenBlock
{
    public const int Padding = 0;
    public const int Unknown = 1;
    public const int Start = 2;
    public const int End = 3;
    public const int Mask = 4;

    /// <summary>The first number that a token has.</summary>
    public const int Reserved = 5;

    private readonly Column column;
    private readonly EncodingSpec encoding;
    private readonly IReadOnlyList<string> vocabulary;
    private readonly int frequent;

    private TextTokens(Column column, EncodingSpec encoding, IReadOnlyList<string> vocabulary, int frequent)
    {
        this.column = column;
        this.encoding = encoding;
        this.vocabulary = vocabulary;
        this.frequent = frequent;
        Words = HasGrams(encoding) ? WordGrams.Of(Reserved, Unknown, vocabulary, frequent, encoding.Characters[0], encoding.Characters[1]) : null;
    }

    public override int Entries => vocabulary.Count + Reserved;

    /// <summary>The character n-grams of each word, or null where words have only vectors of their own.</summary>
    public WordGrams? Words { get; }

    public override int Longest => encoding.MaxLength + 1;

    public override bool IsFixed => false;

    /// <summary>Learns the vocabulary, on texts cut by the very nodes that the model will hold.</summary>
    public static TextTokens Fit(OnnxRuntime runtime, DataTable rows, Feature feature, CancellationToken cancellation)
    {
        var encoding = feature.Encoding!;
        var cut = TextGraph.Cut(runtime, rows, feature.Column, (graph, input) => Cut(graph, input, feature.Column, encoding.Tokenizer), cancellation);
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tokens in cut.SelectMany(batch => batch))
        {
            foreach (var token in tokens.Take(encoding.MaxLength).Distinct(StringComparer.Ordinal))
            {
                frequencies[token] = frequencies.GetValueOrDefault(token) + 1;
            }
        }

        // A rare word has no vector of its own, but n-grams that others share.
        var known = frequencies.Where(f => f.Value >= (HasGrams(encoding) ? 1 : encoding.MinFrequency))
            .OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal)
            .Take(encoding.MaxFeatures).ToList();
        return new TextTokens(feature.Column, encoding, [.. known.Select(f => f.Key)], known.Count(f => f.Value >= encoding.MinFrequency));
    }

    public override JsonObject ToJson() => new()
    {
        ["tokenizer"] = Specs.Schema.Words.Of(encoding.Tokenizer),
        ["characters"] = new JsonArray([.. encoding.Characters.Select(c => (JsonNode)c)]),
        ["max-length"] = encoding.MaxLength,
        ["frequent"] = frequent,
        ["vocabulary"] = new JsonArray([.. vocabulary.Select(v => (JsonNode)v)]),
    };

    internal static TextTokens FromJson(JsonObject fitted, Column column)
    {
        var encoding = EncodingSpec.Of(EncodingKind.Tokens) with
        {
            Tokenizer = Specs.Schema.Words.TryParse<Tokenizer>((string)fitted["tokenizer"]!, out var tokenizer) ? tokenizer : throw new InvalidDataException("its tokenizer is not known"),
            Characters = [.. fitted["characters"]!.AsArray().Select(c => (int)c!)],
            MaxLength = (int)fitted["max-length"]!,
        };
        return new TextTokens(column, encoding, [.. fitted["vocabulary"]!.AsArray().Select(v => (string)v!)], (int)fitted["frequent"]!);
    }

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs)
    {
        var tokens = Cut(graph, inputs[column.Name], column, encoding.Tokenizer);
        var kept = graph.Node("Slice", [tokens, graph.Constant([0L], 1), graph.Constant([(long)encoding.MaxLength], 1), graph.Constant([1L], 1)]);
        var numbers = graph.MlNode(
            "LabelEncoder",
            [kept],
            new OnnxAttribute.Texts("keys_strings", [string.Empty, .. vocabulary]),
            new OnnxAttribute.Ints("values_int64s", [Padding, .. vocabulary.Select((_, i) => (long)(Reserved + i))]),
            new OnnxAttribute.Int("default_int64", Unknown));
        var rows = graph.Node("Slice", [graph.Node("Shape", [numbers]), graph.Constant([0L], 1), graph.Constant([1L], 1)]);
        var start = graph.Node("Expand", [graph.Constant([(long)Start], 1, 1), graph.Node("Concat", [rows, graph.Constant([1L], 1)], new OnnxAttribute.Int("axis", 0))]);
        return graph.Node("Concat", [start, numbers], new OnnxAttribute.Int("axis", 1));
    }

    private static bool HasGrams(EncodingSpec encoding) => encoding.Tokenizer == Tokenizer.Words && encoding.Characters.Count == 2;

    // A missing text has no words; the column of tokens is cut already.
    private static string Cut(GraphBuilder graph, string input, Column column, Tokenizer tokenizer) =>
        column.Type.Kind == ColumnKind.Tokens ? input
        : tokenizer == Tokenizer.Characters ? TextGraph.Characters(graph, input)
        : TextGraph.Tokens(graph, input);
}
