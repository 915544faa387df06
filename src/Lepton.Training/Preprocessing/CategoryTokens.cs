using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing;

/// <summary>A column of categories or whole numbers as one number each, in their order in training; the last is for what training never saw.</summary>
/// <param name="first">The first number: columns that share one table follow each other.</param>
internal sealed class CategoryTokens(ColumnData data, int first) : TokenBlock
{
    private readonly string[] categories = data.Wholes is { } wholes
        ? [.. wholes.Distinct().Order().Select(w => w.ToString())]
        : [.. data.Texts!.Select(t => t ?? ModelFile.NullText).Distinct().Order(StringComparer.Ordinal)];

    public override int Entries => categories.Length + 1;

    public override int Longest => 1;

    public override bool IsFixed => true;

    // Whole numbers may be of any size, so that their texts are looked up; a missing one is none of them.
    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs)
    {
        var input = inputs[data.Column.Name];
        if (data.Wholes is not null)
        {
            var whole = InputContract.TypeOf(data.Column) == ElementType.Int64 ? input : graph.Node("Cast", [input], new OnnxAttribute.Int("to", (long)ElementType.Int64));
            input = graph.Node("Cast", [whole], new OnnxAttribute.Int("to", (long)ElementType.String));
        }

        return graph.MlNode(
            "LabelEncoder",
            [input],
            new OnnxAttribute.Texts("keys_strings", categories),
            new OnnxAttribute.Ints("values_int64s", [.. categories.Select((_, i) => (long)(first + i))]),
            new OnnxAttribute.Int("default_int64", first + categories.Length));
    }
}
