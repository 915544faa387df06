using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Preprocessing;

/// <summary>A column of categories, one-hot or ordinal, in ordinal order of the values that training has.</summary>
internal sealed class CategoryBlock : Block
{
    private readonly string column;
    private readonly string[] categories;
    private readonly bool oneHot;
    private readonly bool hasNulls;

    public CategoryBlock(ColumnData data, bool oneHot)
    {
        column = data.Column.Name;
        this.oneHot = oneHot;
        categories = [.. data.Texts!.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        hasNulls = data.Texts!.Any(t => t is null);
    }

    // One-hot: a feature a category, one for missing values where training has them, one for what training never saw.
    public override int Width => oneHot ? categories.Length + (hasNulls ? 1 : 0) + 1 : 1;

    public override IReadOnlyList<(string Column, int Offset, int Count)> Columns => [(column, 0, Width)];

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs) =>
        oneHot ? OneHot(graph, inputs[column]) : Ordinal(graph, inputs[column]);

    private string OneHot(GraphBuilder graph, string input)
    {
        var keys = hasNulls ? [.. categories, ModelFile.NullText] : categories;
        var index = keys.Length == 0
            ? graph.Node("Cast", [graph.MlNode("LabelEncoder", [input], Encoder([ModelFile.NullText], [0], Width - 1))], new OnnxAttribute.Int("to", (long)ElementType.Int64))
            : graph.MlNode("LabelEncoder", [input], Encoder(keys, [.. Enumerable.Range(0, keys.Length).Select(i => (long)i)], Width - 1));
        var hot = graph.Node("OneHot", [index, graph.Constant([(long)Width]), graph.Constant([0f, 1f], 2)], new OnnxAttribute.Int("axis", -1));
        return graph.Node("Reshape", [hot, graph.Constant([0L, Width], 2)]);
    }

    private string Ordinal(GraphBuilder graph, string input) => graph.MlNode(
        "LabelEncoder",
        [input],
        new OnnxAttribute.Texts("keys_strings", [.. categories, ModelFile.NullText]),
        new OnnxAttribute.Floats("values_floats", [.. categories.Select((_, i) => (float)i), float.NaN]),
        new OnnxAttribute.Float("default_float", -1));

    private static OnnxAttribute[] Encoder(string[] keys, long[] values, long unknown) =>
    [
        new OnnxAttribute.Texts("keys_strings", keys),
        new OnnxAttribute.Ints("values_int64s", values),
        new OnnxAttribute.Int("default_int64", unknown),
    ];
}
