using System.Text.Json.Nodes;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Metrics.Texts;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;
using Lepton.Testing;

namespace Lepton.Evaluation.Tests;

/// <summary>Metrics of texts; tests/golden/texts.py made the figures of NLTK.</summary>
public class TextMetricTests
{
    private static readonly JsonNode Golden = JsonNode.Parse(File.ReadAllText(Repository.File("tests", "golden", "texts.json")))!;

    [Fact]
    public void Texts_are_cut_as_NIST_cuts_them() => Assert.All(
        Golden["tokens"]!.AsArray(),
        pair => Assert.Equal(pair![1]!.AsArray().Select(t => (string)t!), BleuTokens.Of((string)pair[0]!)));

    [Fact]
    public void Words_that_a_line_divides_become_whole() => Assert.Equal(["endof", "line"], BleuTokens.Of("end-\nof\nline"));

    [Fact]
    public void Bleu_is_that_of_NLTK_with_exponential_smoothing() => Assert.All(Golden["corpora"]!.AsArray(), corpus =>
    {
        var answers = new TextAnswers(Texts(corpus!["truth"]), Texts(corpus["written"]));
        Assert.Equal(corpus["bleu"]!.GetValue<double>(), Compute("bleu", answers), 1e-9);
    });

    // The precisions of both are 3/4, 2/3, 1/2 and none at all: smoothed to a half of 1/1, or known to be zero where no run is so long.
    [Theory]
    [InlineData("this is a test", "this is a fest", 59.46035575013605)]
    [InlineData("this is a test", "this is a test", 100)]
    [InlineData("this is a test", "this is", 0)]
    [InlineData("this is a test", "", 0)]
    public void Bleu_of_a_single_row_is_known(string truth, string written, double bleu) =>
        Assert.Equal(bleu, Compute("bleu", new TextAnswers([truth], [written])), 1e-9);

    // The examples of the paper, with the candidate's words: ROUGE-L is 3/4 and 1/2, ROUGE-2 is the same for both.
    [Theory]
    [InlineData("rouge-1", "police kill the gunman", 0.75)]
    [InlineData("rouge-l", "police kill the gunman", 0.75)]
    [InlineData("rouge-2", "police kill the gunman", 1.0 / 3)]
    [InlineData("rouge-l", "the gunman kill police", 0.5)]
    [InlineData("rouge-2", "the gunman kill police", 1.0 / 3)]
    [InlineData("rouge-1", "The gunman, killed!", 6.0 / 7)]
    [InlineData("rouge-2", "police", 0)]
    [InlineData("rouge-l", "", 0)]
    public void Rouge_is_as_published(string metric, string written, double value) =>
        Assert.Equal(value, Compute(metric, new TextAnswers(["police killed the gunman"], [written])), 1e-12);

    [Fact]
    public void White_space_does_not_make_texts_differ() =>
        Assert.Equal(2.0 / 3, Compute("exact-match", new TextAnswers(["a  b", "c", "d"], [" a b", "c\n", "D"])), 1e-12);

    [Theory]
    [InlineData("bleu")]
    [InlineData("rouge-1")]
    [InlineData("rouge-2")]
    [InlineData("rouge-l")]
    [InlineData("exact-match")]
    public void A_row_that_counts_twice_is_two_rows(string metric)
    {
        var corpus = Golden["corpora"]!.AsArray()[^2]!;
        var answers = new TextAnswers(Texts(corpus["truth"]), Texts(corpus["written"]));
        int[] counts = [.. Enumerable.Range(0, answers.Count).Select(row => row % 3)];
        string[] Repeated(string[] texts) => [.. counts.SelectMany((count, row) => Enumerable.Repeat(texts[row], count))];
        Assert.Equal(Compute(metric, new TextAnswers(Repeated(answers.Truth), Repeated(answers.Predicted))), Make(metric, answers).Compute(counts), 1e-9);
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(t => (string)t!)];

    private static double Compute(string metric, TextAnswers answers) => Make(metric, answers).Compute([.. Enumerable.Repeat(1, answers.Count)]);

    private static Metric Make(string metric, TextAnswers answers) =>
        MetricFactory.Create(metric, answers, new EvaluationSpec([], ThresholdSpec.Default, Calibration.None, [], 0.95, 2000, 2, 0.8), _ => { });
}
