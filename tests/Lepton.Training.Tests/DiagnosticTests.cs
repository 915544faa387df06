using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Onnx;
using Lepton.Training.Calibration;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Tests;

/// <summary>Makes codes happen that no ordinary input brings about.</summary>
public sealed class DiagnosticTests : IDisposable
{
    private const string Columns = "  x: { type: number }\n  y: { type: number }";

    private const string Model = "task: regression\ntarget: y\ntrainer: { type: linear }\nevaluation: { metrics: [rmse] }";

    private static readonly string Csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{i},{2 * i}\n"));

    private readonly Bench bench = new();

    [Fact]
    public void LPT3010_tells_what_the_engine_said()
    {
        // XGBoost's labels are float32, which ends at 3e38.
        var found = bench.Fail(Csv + "100,1,0\n102,100,-1e300\n103,100,1e300\n", Columns, Model.Replace("linear", "xgboost", StringComparison.Ordinal));
        Assert.Equal("LPT3010", found.Code);
        Assert.Contains("XGBoost failed: ", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LPT3011_finds_a_model_that_answers_otherwise_than_its_engine()
    {
        var (rows, exported) = bench.Train(Csv, Columns, Model);
        using (exported)
        {
            var spec = bench.Spec!;
            var encoding = new TargetEncoding([]);
            var set = new TrainingSet(new DenseRows(new float[rows.Count], rows.Count, 1), rows["y"].Numbers!, [.. rows["y"].Numbers!.Select(_ => 1.0)]);
            var sound = exported.Values(rows, CancellationToken.None);
            Assert.Equal(0, Check(sound).Run(exported, rows, set, isTraining: false, CancellationToken.None));
            sound[3] += 0.01;
            var found = Assert.Throws<DiagnosticException>(() => Check(sound).Run(exported, rows, set, isTraining: false, CancellationToken.None)).Diagnostics[0];
            Assert.Equal("LPT3011", found.Code);
            Assert.Contains("0.01", found.Message, StringComparison.Ordinal);

            ParityCheck Check(double[] answers) => new(spec, new Answers(answers), Calibrator.Identity, encoding);
        }
    }

    [Fact]
    public void LPT3013_refuses_a_matrix_that_no_memory_holds()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 220_000).Select(i => $"{i},c{i % 20_011},{i % 7}\n"));
        var found = bench.Fail(
            csv,
            "  x: { type: category }\n  y: { type: number }",
            "task: regression\ntarget: y\nfeatures: { encode: { x: one-hot } }\ntrainer: { type: xgboost }\nevaluation: { metrics: [rmse] }");
        Assert.Equal("LPT3013", found.Code);
        Assert.Contains("of 20012 features", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LPT3016_refuses_a_model_that_cannot_be_published()
    {
        using var small = new Bench { Largest = 100 };
        Assert.Equal("LPT3016", small.Fail(Csv, Columns, Model).Code);
    }

    [Fact]
    public void LPT4009_names_the_column_that_rows_lack()
    {
        var (rows, exported) = bench.Train(Csv, Columns, Model);
        using (exported)
        {
            var without = new DataTable(rows.Count, [.. rows.Columns.Where(c => c.Column.Name != "x")]);
            var found = Assert.Throws<DiagnosticException>(() => exported.Values(without, CancellationToken.None)).Diagnostics[0];
            Assert.Equal("LPT4009", found.Code);
            Assert.Contains("'x'", found.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => bench.Dispose();

    /// <summary>A model that answers what it is told to.</summary>
    private sealed class Answers(double[] answers) : ITrainedModel
    {
        public JsonObject Facts => [];

        public double[] Margins(FeatureRows rows) => answers;

        public string Write(GraphBuilder graph, FeatureNames features) => throw new InvalidOperationException("it is not written");

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
