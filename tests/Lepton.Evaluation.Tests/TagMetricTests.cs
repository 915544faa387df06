using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Tests;

public class TagMetricTests
{
    private static readonly EvaluationSpec Evaluation = new([], ThresholdSpec.Default, Calibration.None, [], 0.95, 100, 5, 0.5);

    // What conlleval cuts out of each: type, first and last token.
    [Theory]
    [InlineData("O O O", "")]
    [InlineData("B-PER I-PER O", "PER 0 1")]
    [InlineData("B-PER B-PER", "PER 0 0, PER 1 1")]
    [InlineData("I-LOC I-LOC", "LOC 0 1")]
    [InlineData("B-PER I-LOC I-LOC", "PER 0 0, LOC 1 2")]
    [InlineData("O I-PER B-PER I-PER", "PER 1 1, PER 2 3")]
    [InlineData("B-PER O I-PER", "PER 0 0, PER 2 2")]
    [InlineData("", "")]
    public void Entities_are_cut_as_conlleval_does(string tags, string expected) => Assert.Equal(
        expected,
        string.Join(", ", Entity.Of(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(e => $"{e.Type} {e.First} {e.Last}")));

    [Fact]
    public void An_entity_counts_where_type_and_both_ends_are_right()
    {
        var answers = new TagAnswers(
            [["B-PER", "I-PER", "O", "B-LOC"], ["B-ORG", "O"], ["O"]],
            [["B-PER", "I-PER", "O", "B-ORG"], ["B-ORG", "I-ORG"], ["B-LOC"]]);
        Assert.Equal(0.25, Of("entity-precision", answers));
        Assert.Equal(1 / 3.0, Of("entity-recall", answers));
        Assert.Equal(2 / 7.0, Of("entity-f1", answers), 12);
        Assert.Equal(4 / 7.0, Of("token-accuracy", answers), 12);
    }

    [Fact]
    public void Tokens_behind_the_last_that_the_model_reads_have_no_tag() =>
        Assert.Equal(0.5, Of("token-accuracy", new TagAnswers([["B-X", "O", "O", "B-X"]], [["O", "O"]])));

    [Fact]
    public void Rows_without_entities_leave_the_score_undefined() => Assert.True(double.IsNaN(Of("entity-f1", new TagAnswers([["O"]], [["O"]]))));

    private static double Of(string name, TagAnswers answers) =>
        MetricFactory.Create(name, answers, Evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, answers.Count)]);
}
