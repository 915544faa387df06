using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Linear;

/// <summary>Weights and intercepts.</summary>
/// <param name="point">Weights [features, classes], then one intercept a class.</param>
/// <param name="moments">Mean and deviation of a regression's target.</param>
internal sealed class LinearModel(double[] point, int features, int classes, (double Mean, double Deviation)? moments, int evaluations) : ITrainedModel
{
    public JsonObject Facts => new() { ["evaluations"] = evaluations, ["features"] = features };

    public double[] Margins(FeatureRows rows)
    {
        var matrix = (MatrixRows)rows;
        var margins = new double[rows.Rows * classes];
        Parallel.For(0, rows.Rows, row =>
        {
            var z = margins.AsSpan(row * classes, classes);
            point.AsSpan(point.Length - classes).CopyTo(z);
            matrix.Multiply(row, point.AsSpan(0, point.Length - classes), z);
            if (moments is var (mean, deviation))
            {
                z[0] = (z[0] * deviation) + mean;
            }
        });
        return margins;
    }

    public string Write(GraphBuilder graph, FeatureNames names)
    {
        var input = names.Values!;
        if (moments is var (mean, deviation))
        {
            var wide = graph.Node("Cast", [input], new OnnxAttribute.Int("to", (long)ElementType.Double));
            var product = graph.Node("MatMul", [wide, graph.Constant(point[..features], features, 1)]);
            var standard = graph.Node("Add", [product, graph.Constant([point[^1]], 1)]);
            return graph.Node("Add", [graph.Node("Mul", [standard, graph.Constant([deviation])]), graph.Constant([mean])]);
        }

        var weights = Array.ConvertAll(point[..(features * classes)], w => (float)w);
        var intercepts = Array.ConvertAll(point[(features * classes)..], w => (float)w);
        return graph.Node("Gemm", [input, graph.Constant(weights, features, classes), graph.Constant(intercepts, classes)]);
    }

    public void Dispose()
    {
        // Weights are managed memory.
    }
}
