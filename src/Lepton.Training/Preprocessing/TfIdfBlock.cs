using Lepton.Data.Table;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// A column of text as frequencies of n-grams, each weighted by ln((1+n)/(1+rows that hold it)) + 1, each row of length 1
/// (as scikit-learn's TfidfVectorizer). Words and characters are weighted and normalised apart.
/// </summary>
internal sealed class TfIdfBlock : Block
{
    private readonly string column;
    private readonly Vocabulary? words;
    private readonly Vocabulary? characters;

    private TfIdfBlock(string column, Vocabulary? words, Vocabulary? characters)
    {
        this.column = column;
        this.words = words;
        this.characters = characters;
    }

    public override int Width => (words?.Count ?? 0) + (characters?.Count ?? 0);

    public override IReadOnlyList<(string Column, int Offset, int Count)> Columns => [(column, 0, Width)];

    /// <summary>Learns the vocabularies, on texts cut by the very nodes that the model will hold.</summary>
    public static TfIdfBlock Fit(OnnxRuntime runtime, DataTable rows, Feature feature, CancellationToken cancellation)
    {
        var spec = feature.Encoding!;
        Vocabulary? Learn(IReadOnlyList<int> range, Func<GraphBuilder, string, string> cut) =>
            range.Count == 0 ? null : Vocabulary.Learn(TextGraph.Cut(runtime, rows, feature.Column, cut, cancellation), range[0], range[1], spec.MinFrequency, spec.MaxFeatures);

        return new TfIdfBlock(feature.Column.Name, Learn(spec.Words, TextGraph.Words), Learn(spec.Characters, TextGraph.Characters));
    }

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs)
    {
        var parts = new List<string>();
        if (words is { Count: > 0 })
        {
            parts.Add(words.Write(graph, TextGraph.Words(graph, inputs[column])));
        }

        if (characters is { Count: > 0 })
        {
            parts.Add(characters.Write(graph, TextGraph.Characters(graph, inputs[column])));
        }

        return parts.Count == 1 ? parts[0] : graph.Node("Concat", parts, new OnnxAttribute.Int("axis", 1));
    }
}
