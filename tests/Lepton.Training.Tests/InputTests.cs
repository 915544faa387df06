using System.Text;
using Lepton.Evaluation.Scoring;
using Lepton.Data.Table;

namespace Lepton.Training.Tests;

public sealed class InputTests : IDisposable
{
    private readonly Bench bench = new();

    public static TheoryData<string> Trainers => new("linear", "xgboost");

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Every_type_of_column_can_be_learnt_from_with_and_without_nulls(string trainer)
    {
        var csv = new StringBuilder("id,n,i,b,g,t,w,y\n");
        for (var i = 0; i < 200; i++)
        {
            csv.Append(i % 7 == 0 ? $"{i},,,,,,,{i % 2 == 0}\n" : $"{i},{i}.5,{i},{i % 3 == 0},g{i % 4},2020-01-{1 + (i % 28):00} 00:00:00,word{i % 5} other,{i % 2 == 0}\n");
        }

        var (rows, model) = bench.Train(csv.ToString(), Columns, Model(trainer));
        using (model)
        {
            Assert.All(model.Probabilities(rows, CancellationToken.None), p => Assert.InRange(p, 0, 1));
            Assert.Equal(["n", "i", "b", "g", "t", "w"], model.InputNames);
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void A_category_that_training_never_saw_has_an_answer(string trainer)
    {
        var csv = "id,g,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 5 == 0 ? $"new{i}" : i % 2 == 0 ? "a" : "b")},{i % 2 == 0}\n"));
        var (rows, model) = bench.Train(csv, "  g: { type: category }\n  y: { type: boolean }", Model(trainer));
        using (model)
        {
            Assert.All(model.Probabilities(rows, CancellationToken.None), p => Assert.True(double.IsFinite(p)));
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Ten_thousand_categories_work(string trainer)
    {
        var csv = "id,g,y\n" + string.Concat(Enumerable.Range(0, 15_000).Select(i => $"{i},c{i % 10_000},{i % 3 == 0}\n"));
        var (rows, model) = bench.Train(csv, "  g: { type: category }\n  y: { type: boolean }", Model(trainer));
        using (model)
        {
            Assert.Equal(3000, model.Labels(rows, CancellationToken.None).Length);
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void A_constant_column_works_and_an_empty_one_is_a_warning(string trainer)
    {
        var csv = "id,k,e,x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},3,,{i % 2},{i % 2 == 0}\n"));
        bench.Train(csv, "  k: { type: number }\n  e: { type: number }\n  x: { type: number }\n  y: { type: boolean }", Model(trainer)).Model.Dispose();
        Assert.Contains(bench.Sink.Diagnostics, d => d.Code == "LPT3008");
    }

    [Theory]
    [InlineData("a", "all training rows", "LPT3004")]
    [InlineData("", "no value", "LPT3003")]
    public void A_target_that_cannot_be_learnt_is_a_diagnostic(string value, string message, string code)
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i},{value}\n"));
        var found = bench.Fail(csv, "  x: { type: number }\n  y: { type: category }", "task: binary-classification\ntarget: y\npositive: a\ntrainer: { type: linear }\nevaluation: { metrics: [auc] }");
        Assert.Equal(code, found.Code);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_classes_are_not_binary()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i},{"abc"[i % 3]}\n"));
        Assert.Equal("LPT3006", bench.Fail(csv, "  x: { type: number }\n  y: { type: category }", "task: binary-classification\ntarget: y\npositive: a\ntrainer: { type: linear }\nevaluation: { metrics: [auc] }").Code);
    }

    [Fact]
    public void A_positive_class_that_is_not_there_is_named()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i},{"ab"[i % 2]}\n"));
        Assert.Equal("LPT3005", bench.Fail(csv, "  x: { type: number }\n  y: { type: category }", "task: binary-classification\ntarget: y\npositive: z\ntrainer: { type: linear }\nevaluation: { metrics: [auc] }").Code);
    }

    [Fact]
    public void A_model_without_features_is_an_error()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i},{i % 2 == 0}\n"));
        Assert.Equal("LPT3007", bench.Fail(csv, "  x: { type: number }\n  y: { type: boolean }", "task: binary-classification\ntarget: y\nfeatures: { exclude: [x] }\ntrainer: { type: linear }\nevaluation: { metrics: [auc] }").Code);
    }

    [Fact]
    public void Labels_have_the_type_of_their_class()
    {
        var csv = "id,x,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i},{i % 3},{(i % 3) * 10}\n"));
        var (rows, model) = bench.Train(csv, "  x: { type: number }\n  y: { type: integer }", "task: multiclass-classification\ntarget: y\ntrainer: { type: xgboost, hyperparameters: { rounds: 30 } }\nevaluation: { metrics: [accuracy] }");
        using (model)
        {
            Assert.Equal(["0", "10", "20"], model.Classes);
            Assert.Equal(Enumerable.Range(0, rows.Count).Select(rows["y"].Text), model.Labels(rows, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("calibrate: platt")]
    [InlineData("calibrate: isotonic")]
    [InlineData("threshold: { maximise: balanced-accuracy }")]
    [InlineData("threshold: 0.2")]
    public void Calibration_and_threshold_are_written_into_the_model(string evaluation)
    {
        var csv = Tumor.Csv(..5, l => l[30] == "0" ? "true" : "false");
        var (rows, model) = bench.Train(csv, "  c*: { type: number }\n  y: { type: boolean }", $"task: binary-classification\ntarget: y\ntrainer: {{ type: linear }}\nevaluation: {{ metrics: [auc], {evaluation} }}");
        using (model)
        {
            var p = Assert.IsType<Predictions>(model.Predict(rows, CancellationToken.None));
            var threshold = double.Parse(model.Metadata["lepton.threshold"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(p.ProbabilityOf(1).Select(x => (float)x >= (float)threshold ? 1 : 0), p.Predicted);
        }
    }

    [Fact]
    public void Weights_change_what_is_learnt_and_balanced_classes_weigh_the_same()
    {
        var csv = "id,x,y,w\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},1,{i % 10 == 3},{(i % 10 == 3 ? 9 : 1)}\n"));
        double First(string columns, string trainer)
        {
            var (rows, model) = bench.Train(csv, columns, $"task: binary-classification\ntarget: y\nfeatures: {{ include: [x] }}\ntrainer: {trainer}\nevaluation: {{ metrics: [auc] }}");
            using (model)
            {
                return model.Probabilities(rows, CancellationToken.None)[1];
            }
        }

        const string Plain = "  x: { type: number }\n  y: { type: boolean }\n  w: { type: number }";
        Assert.Equal(1.0 / 6, First(Plain, "{ type: linear }"), 0.01);
        Assert.Equal(0.643, First(Plain.Replace("w: { type: number }", "w: { type: number, role: weight }", StringComparison.Ordinal), "{ type: linear }"), 0.01);
        Assert.Equal(0.5, First(Plain, "{ type: linear, hyperparameters: { class-weights: balanced } }"), 0.01);
    }

    [Fact]
    public void An_empty_batch_is_answered()
    {
        var csv = Tumor.Csv(..5, l => l[30] == "0" ? "true" : "false");
        var (rows, model) = bench.Train(csv, "  c*: { type: number }\n  y: { type: boolean }", Model("xgboost"));
        using (model)
        {
            Assert.Empty(model.Probabilities(new DataTable(0, rows.Columns), CancellationToken.None));
        }
    }

    public void Dispose() => bench.Dispose();

    private const string Columns = "  n: { type: number }\n  i: { type: integer }\n  b: { type: boolean }\n  g: { type: category }\n  t: { type: timestamp }\n  w: { type: text }\n  y: { type: boolean }";

    private static string Model(string trainer) =>
        $"task: binary-classification\ntarget: y\ntrainer: {{ type: {trainer}, hyperparameters: {{ {(trainer == "xgboost" ? "rounds: 10" : "l2: 1")} }} }}\nevaluation: {{ metrics: [auc] }}";
}
