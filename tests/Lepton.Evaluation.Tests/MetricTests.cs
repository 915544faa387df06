using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Tests;

public class MetricTests
{
    private static readonly EvaluationSpec Evaluation = new([], ThresholdSpec.Default, Calibration.None, [], 0.95, 2000, 2, 0.8);

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var section in new[] { "binary", "multiclass", "regression" })
            {
                foreach (var (name, _) in Golden.Section(section)["metrics"]!.AsObject())
                {
                    cases.Add(section, name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metrics_agree_with_scikit_learn(string section, string name)
    {
        var expected = Golden.Section(section)["metrics"]![name]!.GetValue<double>();
        Assert.Equal(expected, Compute(name, Read(section)), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_that_counts_twice_is_two_rows(string section, string name)
    {
        var rows = Read(section);
        var random = new Random(4);
        var counts = Enumerable.Range(0, rows.Count).Select(_ => random.Next(3)).ToArray();
        var repeated = counts.SelectMany((c, i) => Enumerable.Repeat(i, c)).ToArray();
        Assert.Equal(Compute(name, Pick(rows, repeated)), Make(name, rows).Compute(counts), 1e-12);
    }

    [Fact]
    public void Every_metric_of_the_catalogue_can_be_made()
    {
        foreach (var metric in MetricCatalog.All)
        {
            Answers? own = metric.Tasks[0] switch
            {
                TaskKind.Recommendation => new RankAnswers([0, 1], [1, 9]),
                TaskKind.SequenceTagging => new TagAnswers([["B-X", "O"]], [["B-X", "B-X"]]),
                TaskKind.TextToText => new TextAnswers(["one two", "three"], ["one", "four"]),
                TaskKind.MaskedLanguageModeling => new LanguageAnswers([[7, 8], []], [0.3, 0], [1, 0]),
                _ => null,
            };
            if (own is { } answers)
            {
                Assert.True(double.IsFinite(MetricFactory.Create(metric.Name, answers, Evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, answers.Count)])), metric.Name);
                continue;
            }

            var section = metric.Tasks.Contains(TaskKind.Regression) ? "regression" : metric.Tasks.Contains(TaskKind.BinaryClassification) ? "binary" : "multiclass";
            Assert.True(double.IsFinite(Compute(metric.Name, Read(section))), metric.Name);
        }
    }

    [Fact]
    public void Perplexity_is_e_to_the_mean_over_all_hidden_tokens()
    {
        var answers = new LanguageAnswers([[7, 8], [], [9]], [Math.Log(8), 0, Math.Log(27)], [1, 0, 0]);
        double Of(string name) => MetricFactory.Create(name, answers, Evaluation, _ => { }).Compute([1, 1, 1]);
        Assert.Equal(6, Of("perplexity"), 1e-12);
        Assert.Equal(1 / 3.0, Of("masked-accuracy"), 1e-12);
        Assert.Equal(27, MetricFactory.Create("perplexity", answers.Where([false, true, true]), Evaluation, _ => { }).Compute([1, 1]), 1e-12);
    }

    [Fact]
    public void Ece_of_a_sure_and_right_model_is_zero() =>
        Assert.Equal(0, Compute("ece", new Predictions(TaskKind.BinaryClassification, ["n", "p"], [0, 1], [0, 1], [1, 0, 0, 1], [], [])));

    [Fact]
    public void Ece_bins_hold_their_upper_edge()
    {
        // Confidence 0.6 in both rows, one right: gap |0.5 - 0.6|.
        var rows = new Predictions(TaskKind.BinaryClassification, ["n", "p"], [0, 1], [0, 0], [0.6, 0.4, 0.6, 0.4], [], []);
        Assert.Equal(0.1, Compute("ece", rows), 1e-12);
    }

    [Fact]
    public void Mape_refuses_a_target_of_zero()
    {
        string? told = null;
        MetricFactory.Create("mape", new Predictions(TaskKind.Regression, [], [], [], [], [0, 1], [1, 1]), Evaluation, r => told = r);
        Assert.Equal("a target is 0", told);
    }

    [Fact]
    public void Auc_without_a_class_is_not_defined() =>
        Assert.True(double.IsNaN(Compute("auc", new Predictions(TaskKind.BinaryClassification, ["n", "p"], [0, 0], [0, 0], [1, 0, 1, 0], [], []))));

    internal static Predictions Read(string section)
    {
        var node = Golden.Section(section);
        switch (section)
        {
            case "binary":
                var p = Golden.Numbers(node["probability"]);
                return new Predictions(TaskKind.BinaryClassification, ["0", "1"], Golden.Wholes(node["truth"]), Array.ConvertAll(p, x => x >= 0.5 ? 1 : 0), [.. p.SelectMany(x => new[] { 1 - x, x })], [], []);
            case "multiclass":
                var q = Golden.Numbers(node["probabilities"]);
                var top = Enumerable.Range(0, q.Length / 3).Select(i => q.AsSpan(3 * i, 3).ToArray()).Select(r => Array.IndexOf(r, r.Max())).ToArray();
                return new Predictions(TaskKind.MulticlassClassification, ["a", "b", "c"], Golden.Wholes(node["truth"]), top, q, [], []);
            default:
                return new Predictions(TaskKind.Regression, [], [], [], [], Golden.Numbers(node["truth"]), Golden.Numbers(node["values"]));
        }
    }

    private static Predictions Pick(Predictions p, int[] rows) => p with
    {
        Truth = p.Truth.Length == 0 ? [] : Array.ConvertAll(rows, r => p.Truth[r]),
        Predicted = p.Predicted.Length == 0 ? [] : Array.ConvertAll(rows, r => p.Predicted[r]),
        Probabilities = [.. rows.SelectMany(r => p.Probabilities.Skip(r * p.Classes.Count).Take(p.Classes.Count))],
        Targets = p.Targets.Length == 0 ? [] : Array.ConvertAll(rows, r => p.Targets[r]),
        Values = p.Values.Length == 0 ? [] : Array.ConvertAll(rows, r => p.Values[r]),
    };

    private static Metric Make(string name, Predictions rows) => MetricFactory.Create(name, rows, Evaluation, _ => { });

    private static double Compute(string name, Predictions rows) => Make(name, rows).Compute(Enumerable.Repeat(1, rows.Count).ToArray());
}
