using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.XGBoost;

/// <summary>Boosted trees, cut to the best round.</summary>
/// <param name="training">The bins that it was trained on, which the booster refers to.</param>
/// <param name="isWhole">Whether no round was cut off.</param>
/// <param name="validation">The metric of early stopping and its best value, or null.</param>
/// <param name="mean">Mean of a regression's target, which the trees' sum is added to; null for classification.</param>
internal sealed class XGBoostModel(Booster booster, Matrix training, int rounds, bool isWhole, int classes, double? mean, (string Metric, double Value)? validation) : ITrainedModel
{
    private readonly TreeEnsemble trees = TreeEnsemble.Parse(booster.ToJson(), rounds, classes);

    public JsonObject Facts => new()
    {
        ["rounds"] = rounds,
        ["trees"] = trees.Trees,
        ["nodes"] = trees.Nodes,
        ["validation"] = validation is var (metric, value) ? new JsonObject { [metric] = value } : null,
    };

    public double[] Margins(FeatureRows rows)
    {
        var margins = booster.Margins((DenseRows)rows, rounds);
        return mean is { } shift ? Array.ConvertAll(margins, m => m + shift) : margins;
    }

    // XGBoost has summed them up while it trained, unless early stopping cuts rounds off again.
    public double[] MarginsOfTraining(FeatureRows rows, int count)
    {
        if (!isWhole)
        {
            return Margins(rows.Head(count));
        }

        var margins = booster.Margins(training, rounds)[..(Math.Min(count, rows.Rows) * classes)];
        return mean is { } shift ? Array.ConvertAll(margins, m => m + shift) : margins;
    }

    public string Write(GraphBuilder graph, FeatureNames features)
    {
        var margins = trees.Write(graph, features.Values!);
        if (mean is not { } shift)
        {
            return margins;
        }

        var wide = graph.Node("Cast", [margins], new OnnxAttribute.Int("to", (long)ElementType.Double));
        return graph.Node("Add", [wide, graph.Constant([shift])]);
    }

    public void Dispose()
    {
        booster.Dispose();
        training.Dispose();
    }
}
