using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Data.Files;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing.Pieces;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// Turns rows into a matrix of features. There is one implementation: ONNX nodes, fitted on the training rows and run by
/// ONNX Runtime, in training as in serving.
/// </summary>
public sealed class Preprocessor : IFeatureGraph
{
    private const string Output = "features";
    private const string TokensOutput = "tokens";

    private readonly IReadOnlyList<Feature> features;
    private readonly IReadOnlyList<Block> blocks;
    private readonly IReadOnlyList<TokenBlock> tokens;

    private Preprocessor(IReadOnlyList<Feature> features, IReadOnlyList<Block> blocks, IReadOnlyList<TokenBlock> tokens)
    {
        this.features = features;
        this.blocks = blocks;
        this.tokens = tokens;
    }

    /// <summary>What a network must know of the features.</summary>
    public FeatureLayout Layout => new(
        Width,
        features.Count == 1 && features[0].Column.Type is { Kind: ColumnKind.Tensor, Shape: { Count: 3 } shape } ? shape : [],
        tokens.All(t => t.IsFixed) ? tokens.Count : 0,
        tokens.Sum(t => t.Entries),
        tokens.Sum(t => t.Longest),
        Words?.Count ?? 0);

    /// <summary>The character n-grams of tokens, or null where they have none.</summary>
    public WordGrams? Words => tokens.OfType<TextTokens>().FirstOrDefault()?.Words;

    /// <summary>Number of features that are numbers.</summary>
    public int Width => blocks.Sum(b => b.Width);

    /// <summary>Whether most values of most rows are zero.</summary>
    public bool IsSparse => Width > 256 && blocks.Any(b => b is TfIdfBlock or CategoryBlock);

    /// <summary>Where the features of each column begin, and how many there are.</summary>
    public IReadOnlyList<(string Column, int Offset, int Count)> Columns
    {
        get
        {
            var all = new List<(string Column, int Offset, int Count)>();
            var offset = 0;
            foreach (var block in blocks)
            {
                all.AddRange(block.Columns.Select(c => (c.Column, c.Offset + offset, c.Count)));
                offset += block.Width;
            }

            return all;
        }
    }

    internal static Preprocessor Of(IReadOnlyList<Feature> features, IReadOnlyList<Block> blocks, params IReadOnlyList<TokenBlock> tokens) => new(features, blocks, tokens);

    /// <summary>What was fitted for the column of tokens, so that another model can number its tokens alike; null where there is none, or several.</summary>
    public JsonObject? Tokens => tokens.Count == 1 ? tokens[0].ToJson() : null;

    /// <summary>Where each number of a token stands in the vocabulary of a file; null where none was given.</summary>
    public IReadOnlyList<int>? Lines => tokens.OfType<PieceTokens>().FirstOrDefault()?.Lines;

    /// <summary>Learns means, categories and vocabularies from the training rows.</summary>
    /// <param name="fitted">What another model's <see cref="Tokens"/> were, where this one starts from it; else null.</param>
    /// <exception cref="DiagnosticException">Nothing is left to learn from, or a vocabulary is not the one that the spec pins.</exception>
    public static Preprocessor Fit(OnnxRuntime runtime, ModelSpec model, IReadOnlyList<Feature> features, DataTable rows, JsonObject? fitted, CancellationToken cancellation)
    {
        var blocks = new List<Block>();
        var tokens = new List<TokenBlock>();
        var numbers = features.Where(f => f.Encoding is null && f.Column.Type.Kind != ColumnKind.Tensor).Select(f => f.Column).ToList();
        if (numbers.Count > 0)
        {
            blocks.Add(model.Trainer.Kind == TrainerKind.Xgboost ? NumberBlock.Raw(numbers) : NumberBlock.Standardised(numbers, rows));
        }

        foreach (var feature in features)
        {
            var data = rows[feature.Column.Name];
            switch (feature.Encoding?.Kind)
            {
                case null when feature.Column.Type.Kind == ColumnKind.Tensor:
                    blocks.Add(new TensorBlock(data, isStandardised: model.Trainer.Kind != TrainerKind.Xgboost));
                    break;
                case EncodingKind.TfIdf:
                    blocks.Add(TfIdfBlock.Fit(runtime, rows, feature, cancellation));
                    break;
                case EncodingKind.Tokens:
                    tokens.Add(fitted is not null ? Restored(model, fitted, feature) : feature.Encoding.Tokenizer switch
                    {
                        Tokenizer.Pieces => PieceTokens.Learn(rows, feature, cancellation),
                        Tokenizer.WordPiece => Vocabulary(model, feature),
                        _ => TextTokens.Fit(runtime, rows, feature, cancellation),
                    });
                    break;
                case EncodingKind.Embedding:
                    tokens.Add(new CategoryTokens(data, tokens.Sum(t => t.Entries)));
                    break;
                case { } kind:
                    blocks.Add(new CategoryBlock(data, kind == EncodingKind.OneHot));
                    break;
            }
        }

        blocks.RemoveAll(b => b.Width == 0);
        return blocks.Count + tokens.Count > 0 ? new Preprocessor(features, blocks, tokens) : throw new DiagnosticException(TrainingDiagnostics.NoFeatures(model.At("features")));
    }

    /// <summary>Adds inputs and nodes.</summary>
    public FeatureNames Write(GraphBuilder graph)
    {
        var inputs = features.ToDictionary(f => f.Column.Name, f => InputContract.Declare(graph, f.Column), StringComparer.Ordinal);
        return new FeatureNames(
            Join(graph, [.. blocks.Select(b => b.Write(graph, inputs))]),
            Join(graph, [.. tokens.Select(t => t.Write(graph, inputs))]));
    }

    /// <summary>The features of rows, dense.</summary>
    public DenseRows Dense(OnnxRuntime runtime, DataTable rows, CancellationToken cancellation)
    {
        var values = DenseRows.Allocate(rows.Count, Width);
        Run(runtime, rows, (start, made) => made[0].Data<float>().CopyTo(values.AsSpan(start * Width)), cancellation);
        return new DenseRows(values, rows.Count, Width);
    }

    /// <summary>The features of rows, without the zeros.</summary>
    public SparseRows Sparse(OnnxRuntime runtime, DataTable rows, CancellationToken cancellation)
    {
        var pieces = new SortedDictionary<int, (int[] Counts, int[] Indices, float[] Values)>();
        Run(
            runtime,
            rows,
            (start, made) =>
            {
                var piece = SparseRows.Compress(made[0].Data<float>(), (int)made[0].Shape()[0]);
                lock (pieces)
                {
                    pieces.Add(start, piece);
                }
            },
            cancellation);
        return new SparseRows([.. pieces.Values], Width);
    }

    /// <summary>The features of rows as a network sees them.</summary>
    /// <param name="file">Where those that are numbers go, batch by batch.</param>
    public NetworkRows Network(OnnxRuntime runtime, DataTable rows, string file, CancellationToken cancellation)
    {
        var values = blocks.Count == 0 ? null : new FeatureFile(file, rows.Count, Width);
        using var handle = values is null ? null : File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        var lists = new SortedDictionary<int, int[][]>();
        Run(
            runtime,
            rows,
            (start, made) =>
            {
                values?.Write(handle!, start, made[0].Data<float>());
                if (tokens.Count > 0)
                {
                    var own = Lists(made[^1]);
                    lock (lists)
                    {
                        lists.Add(start, own);
                    }
                }
            },
            cancellation);
        return new NetworkRows(values, tokens.Count == 0 ? null : NumberedRows.Of(lists.Values.SelectMany(l => l)));
    }

    private static string? Join(GraphBuilder graph, List<string> parts) => parts.Count switch
    {
        0 => null,
        1 => parts[0],
        _ => graph.Node("Concat", parts, new OnnxAttribute.Int("axis", 1)),
    };

    private static PieceTokens Vocabulary(ModelSpec model, Feature feature)
    {
        var at = model.At("features", "encode", feature.Column.Name, "vocabulary");
        var path = PinnedFiles.Require(model, feature.Encoding!.Vocabulary!, at);
        try
        {
            return PieceTokens.Read(path, feature);
        }
        catch (InvalidDataException e)
        {
            throw new DiagnosticException(DataDiagnostics.Unreadable(at, e.Message));
        }
    }

    // A list of tokens is cut already: into words, say, which pieces are not.
    private static TokenBlock Restored(ModelSpec model, JsonObject fitted, Feature feature) =>
        feature.Column.Type.Kind == ColumnKind.Tokens && fitted[PieceTokens.Pieces] is not null
            ? throw new DiagnosticException(TrainingDiagnostics.UnfitStart(model.At("trainer", "pretrained"), $"its tokens are pieces of words, cut from texts, and '{feature.Column.Name}' is a list of tokens"))
            : TokenBlock.Restore(fitted, feature.Column);

    // Without the padding, but for columns that every row has.
    private int[][] Lists(OnnxValue value)
    {
        var all = value.Data<long>();
        var width = (int)value.Shape()[1];
        var isFixed = Layout.Fields > 0;
        var lists = new int[width == 0 ? 0 : all.Length / width][];
        for (var row = 0; row < lists.Length; row++)
        {
            var own = all.Slice(row * width, width);
            var list = new int[isFixed ? width : own.TrimEnd((long)TextTokens.Padding).Length];
            for (var i = 0; i < list.Length; i++)
            {
                list[i] = (int)own[i];
            }

            lists[row] = list;
        }

        return lists;
    }

    // Batches come in no order, on several threads.
    private void Run(OnnxRuntime runtime, DataTable rows, Action<int, IReadOnlyList<OnnxValue>> read, CancellationToken cancellation)
    {
        var graph = new GraphBuilder();
        var names = Write(graph);
        var outputs = new List<string>();
        if (names.Values is { } values)
        {
            graph.Rename(values, Output);
            graph.Output(Output, ElementType.Float, Dimension.Rows, Width);
            outputs.Add(Output);
        }

        if (names.Tokens is { } numbered)
        {
            graph.Rename(numbered, TokensOutput);
            graph.Output(TokensOutput, ElementType.Int64, Dimension.Rows, new Dimension(null, "L"));
            outputs.Add(TokensOutput);
        }

        using var session = new OnnxSession(runtime, graph.ToModel("preprocessing", new Dictionary<string, string>()), new SessionOptions());
        var batch = Math.Clamp((1 << 22) / Math.Max(1, Width), 16, 4096);
        new Scorer(runtime, session, batch).Run(rows, outputs, read, cancellation);
    }
}
