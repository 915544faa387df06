using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Tests;

public class RankMetricTests
{
    private static readonly EvaluationSpec Evaluation = new([], ThresholdSpec.Default, Calibration.None, [], 0.95, 100, 3, 0.5);
    private static readonly Recommendations Items = new(["a", "b", "c", "d", "e"]);

    [Fact]
    public void Metrics_are_means_over_users()
    {
        // The first user's items stand at 1 and 4, the second's at 2; the third row is of nobody whom training knows.
        var answers = new RankAnswers([0, 0, -1, 1], [1, 4, 1, 2]);
        Assert.Equal(2, answers.Count);
        Assert.Equal(0.75, Of("recall-at-k", answers));
        Assert.Equal(1, Of("hit-rate-at-k", answers));
        var first = 1 / (1 + (1 / Math.Log2(3)));
        Assert.Equal((first + (1 / Math.Log2(3))) / 2, Of("ndcg-at-k", answers), 12);
    }

    [Fact]
    public void Items_seen_in_training_are_not_ranked_and_equals_follow_the_order_of_items()
    {
        var seen = new Dictionary<string, HashSet<int>> { ["u"] = [0] };
        var answers = Items.Rank(["u", "u", "u", "u"], ["b", "c", "e", "a"], seen, _ => [9, 1, 3, 3, 3]);
        Assert.Equal([4, 1, 3], answers.ByUser[0]);
        Assert.Equal(-1, answers.Users[3]);
    }

    [Fact]
    public void An_item_that_training_never_saw_is_out_of_reach()
    {
        var answers = Items.Rank(["u", "u"], ["z", "a"], new Dictionary<string, HashSet<int>> { ["u"] = [] }, _ => [5, 4, 3, 2, 1]);
        Assert.Equal(0.5, Of("recall-at-k", answers));
    }

    [Fact]
    public void Users_whom_training_never_saw_are_left_out() =>
        Assert.Equal(0, Items.Rank(["x"], ["a"], new Dictionary<string, HashSet<int>>(), _ => [1, 1, 1, 1, 1]).Count);

    [Fact]
    public void A_slice_keeps_its_rows_users() =>
        Assert.Equal([[4]], new RankAnswers([0, 0, 1], [1, 4, 2]).Where([false, true, false]).ByUser);

    private static double Of(string name, RankAnswers answers) =>
        MetricFactory.Create(name, answers, Evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, answers.Count)]);
}
