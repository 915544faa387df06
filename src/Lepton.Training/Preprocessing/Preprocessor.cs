using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Models;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// Turns rows into a matrix of features. There is one implementation: ONNX nodes, fitted on the training rows and run by
/// ONNX Runtime, in training as in serving.
/// </summary>
public sealed class Preprocessor
{
    private const string Output = "features";

    private readonly IReadOnlyList<Feature> features;
    private readonly IReadOnlyList<Block> blocks;

    private Preprocessor(IReadOnlyList<Feature> features, IReadOnlyList<Block> blocks)
    {
        this.features = features;
        this.blocks = blocks;
    }

    /// <summary>Number of features.</summary>
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

    internal static Preprocessor Of(IReadOnlyList<Feature> features, IReadOnlyList<Block> blocks) => new(features, blocks);

    /// <summary>Learns means, categories and vocabularies from the training rows.</summary>
    /// <exception cref="DiagnosticException">Nothing is left to learn from.</exception>
    public static Preprocessor Fit(OnnxRuntime runtime, ModelSpec model, IReadOnlyList<Feature> features, DataTable rows, CancellationToken cancellation)
    {
        var blocks = new List<Block>();
        var numbers = features.Where(f => f.Encoding is null).Select(f => f.Column).ToList();
        if (numbers.Count > 0)
        {
            blocks.Add(model.Trainer.Kind == TrainerKind.Xgboost ? NumberBlock.Raw(numbers) : NumberBlock.Standardised(numbers, rows));
        }

        foreach (var feature in features.Where(f => f.Encoding is not null))
        {
            blocks.Add(feature.Encoding!.Kind == EncodingKind.TfIdf
                ? TfIdfBlock.Fit(runtime, rows, feature, cancellation)
                : new CategoryBlock(rows[feature.Column.Name], feature.Encoding.Kind == EncodingKind.OneHot));
        }

        blocks.RemoveAll(b => b.Width == 0);
        return blocks.Count > 0 ? new Preprocessor(features, blocks) : throw new DiagnosticException(TrainingDiagnostics.NoFeatures(model.At("features")));
    }

    /// <summary>Adds inputs and nodes; returns the name of the features, float32 [N, <see cref="Width"/>].</summary>
    public string Write(GraphBuilder graph)
    {
        var inputs = features.ToDictionary(f => f.Column.Name, f => InputContract.Declare(graph, f.Column), StringComparer.Ordinal);
        var parts = blocks.Select(b => b.Write(graph, inputs)).ToList();
        return parts.Count == 1 ? parts[0] : graph.Node("Concat", parts, new OnnxAttribute.Int("axis", 1));
    }

    /// <summary>The features of rows, dense.</summary>
    public DenseRows Dense(OnnxRuntime runtime, DataTable rows, CancellationToken cancellation)
    {
        var values = DenseRows.Allocate(rows.Count, Width);
        Run(runtime, rows, (start, value) => value.Data<float>().CopyTo(values.AsSpan(start * Width)), cancellation);
        return new DenseRows(values, rows.Count, Width);
    }

    /// <summary>The features of rows, without the zeros.</summary>
    public SparseRows Sparse(OnnxRuntime runtime, DataTable rows, CancellationToken cancellation)
    {
        var pieces = new SortedDictionary<int, (int[] Counts, int[] Indices, float[] Values)>();
        Run(
            runtime,
            rows,
            (start, value) =>
            {
                var piece = SparseRows.Compress(value.Data<float>(), (int)value.Shape()[0]);
                lock (pieces)
                {
                    pieces.Add(start, piece);
                }
            },
            cancellation);
        return new SparseRows([.. pieces.Values], Width);
    }

    // Batches come in no order, on several threads.
    private void Run(OnnxRuntime runtime, DataTable rows, Action<int, OnnxValue> read, CancellationToken cancellation)
    {
        var graph = new GraphBuilder();
        var features = Write(graph);
        graph.Rename(features, Output);
        graph.Output(Output, ElementType.Float, Dimension.Rows, Width);
        using var session = new OnnxSession(runtime, graph.ToModel("preprocessing", new Dictionary<string, string>()), new SessionOptions());
        var batch = Math.Clamp((1 << 22) / Width, 16, 4096);
        new Scorer(runtime, session, batch).Run(rows, [Output], (start, values) => read(start, values[0]), cancellation);
    }
}
