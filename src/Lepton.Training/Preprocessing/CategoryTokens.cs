using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>A column of categories as one number each, in ordinal order of the values that training has; the last is for what it never saw.</summary>
/// <param name="first">The first number: columns that share one table follow each other.</param>
internal sealed class CategoryTokens(ColumnData data, int first) : TokenBlock
{
    private readonly string[] categories = [.. data.Texts!.Select(t => t ?? ModelFile.NullText).Distinct().Order(StringComparer.Ordinal)];

    public override int Entries => categories.Length + 1;

    public override int Longest => 1;

    public override bool IsFixed => true;

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs) => graph.MlNode(
        "LabelEncoder",
        [inputs[data.Column.Name]],
        new OnnxAttribute.Texts("keys_strings", categories),
        new OnnxAttribute.Ints("values_int64s", [.. categories.Select((_, i) => (long)(first + i))]),
        new OnnxAttribute.Int("default_int64", first + categories.Length));
}
