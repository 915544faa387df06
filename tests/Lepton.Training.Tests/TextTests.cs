using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Testing;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Tests;

public class TextTests
{
    [Fact]
    public void Tf_idf_agrees_with_scikit_learn()
    {
        var golden = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "golden.json")))!["tfidf"]!;
        var texts = golden["texts"]!.AsArray().Select(t => (string?)t).ToArray();
        var expected = golden["matrix"]!.AsArray().Select(v => v!.GetValue<double>()).ToArray();
        var width = golden["grams"]!.AsArray().Count;
        var (made, block) = Run(texts, new EncodingSpec(EncodingKind.TfIdf, [1, 2], [], 2, 1000));
        Assert.Equal(width, block.Width);

        // The vocabularies are ordered differently: columns are compared by their values.
        Assert.Equal(Columns(expected, width), Columns([.. made.Select(v => (double)v)], width));
    }

    [Fact]
    public void Characters_are_counted_too()
    {
        var (made, block) = Run(["abc", "abd", "xyz"], new EncodingSpec(EncodingKind.TfIdf, [], [2, 2], 2, 1000));
        Assert.Equal(1, block.Width);
        Assert.Equal([1f, 1f, 0f], made);
    }

    [Fact]
    public void Null_and_empty_texts_are_rows_of_zeros()
    {
        var (made, block) = Run(["card lost", "card lost", null, "", "..."], new EncodingSpec(EncodingKind.TfIdf, [1, 1], [], 2, 1000));
        Assert.All(made[(2 * block.Width)..], v => Assert.Equal(0, v));
    }

    private static (float[] Values, Block Block) Run(string?[] texts, EncodingSpec encoding)
    {
        var column = new Column("w", ColumnType.Of(ColumnKind.Text), ColumnRole.Feature, true, null, null, null, [], null);
        var rows = new DataTable(texts.Length, [new ColumnData(column, null, null, null, texts, null)]);
        var feature = new Feature(column, encoding);
        var block = TfIdfBlock.Fit(Natives.Onnx, rows, feature, CancellationToken.None);
        var preprocessor = Preprocessor.Of([feature], [block]);
        return (preprocessor.Dense(Natives.Onnx, rows, CancellationToken.None).Values, block);
    }

    private static List<string> Columns(double[] matrix, int width) =>
        [.. Enumerable.Range(0, width).Select(c => string.Join(' ', Enumerable.Range(0, matrix.Length / width).Select(r => matrix[(r * width) + c].ToString("0.00000")))).Order(StringComparer.Ordinal)];
}
