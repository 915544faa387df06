using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Ensembles;

/// <summary>
/// The mean of what members answer. Margins are those of which Sigmoid or Softmax makes the mean probability again, which is kept 1e-7 away from 0 and 1: nothing is sure.
/// </summary>
/// <param name="moments">Mean and deviation of a regression's target.</param>
internal sealed class AveragedModel(TaskKind task, int members, int width, (double Mean, double Deviation) moments) : ITrainedModel
{
    private const float Least = 1e-7f;

    public JsonObject Facts => new() { ["members"] = members };

    public double[] Margins(FeatureRows rows)
    {
        var answers = ((DenseRows)rows).Values;
        var margins = new double[rows.Rows * width];
        for (var i = 0; i < margins.Length; i++)
        {
            var (row, column) = (i / width, i % width);
            var sum = 0.0;
            for (var m = 0; m < members; m++)
            {
                sum += answers[(((row * members) + m) * width) + column];
            }

            var mean = sum / members;
            var kept = Math.Clamp(mean, Least, 1 - Least);
            margins[i] = task switch
            {
                TaskKind.Regression => (mean * moments.Deviation) + moments.Mean,
                TaskKind.BinaryClassification => Math.Log(kept / (1 - kept)),
                _ => Math.Log(kept),
            };
        }

        return margins;
    }

    public string Write(GraphBuilder graph, FeatureNames features)
    {
        var weights = new float[members * width * width];
        for (var i = 0; i < members * width; i++)
        {
            weights[(i * width) + (i % width)] = 1f / members;
        }

        var mean = graph.Node("MatMul", [features.Values!, graph.Constant(weights, members * width, width)]);
        if (task == TaskKind.Regression)
        {
            var wide = graph.Node("Cast", [mean], new OnnxAttribute.Int("to", (long)ElementType.Double));
            return graph.Node("Add", [graph.Node("Mul", [wide, graph.Constant([moments.Deviation])]), graph.Constant([moments.Mean])]);
        }

        var kept = graph.Node("Clip", [mean, graph.Constant([Least]), graph.Constant([1 - Least])]);
        return task == TaskKind.BinaryClassification
            ? graph.Node("Sub", [graph.Node("Log", [kept]), graph.Node("Log", [graph.Node("Sub", [graph.Constant([1f]), kept])])])
            : graph.Node("Log", [kept]);
    }

    public void Dispose()
    {
        // Nothing but numbers.
    }
}
