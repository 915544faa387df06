using System.Text.Json.Nodes;
using Lepton.Core.Events;

namespace Lepton.Training.Tests;

public sealed class LearningCurvesTests
{
    [Fact]
    public void Each_metric_has_its_rounds_and_what_was_told_again_counts_once()
    {
        var curves = new LearningCurves();
        foreach (var (name, value, round) in new[] { ("loss", 0.5, 1), ("loss", 0.9, 2), ("auc", 0.1234567, 1), ("loss", 0.25, 2) })
        {
            curves.Publish(new LeptonEvent.Metric("train", name, value, round));
        }

        curves.Publish(new LeptonEvent.Metric("train", "loss", double.NaN, 3));
        curves.Publish(new LeptonEvent.Metric("train", "rmse", 1, null));
        Assert.Equal("""{"auc":{"rounds":[1],"values":[0.123457]},"loss":{"rounds":[1,2],"values":[0.5,0.25]}}""", curves.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(401, 201)]
    [InlineData(100_000, 400)]
    public void A_long_curve_is_thinned_and_keeps_its_end(int rounds, int kept)
    {
        var curves = new LearningCurves();
        for (var round = 1; round <= rounds; round++)
        {
            curves.Publish(new LeptonEvent.Metric("train", "loss", round, round));
        }

        var points = (JsonArray)curves.ToJson()["loss"]!["rounds"]!;
        Assert.Equal(kept, points.Count);
        Assert.Equal(rounds, (int)points[^1]!);
    }
}
