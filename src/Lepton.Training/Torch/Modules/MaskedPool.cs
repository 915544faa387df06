using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>Sequences of any length as one vector: the mean and the greatest of what their steps have, without padding.</summary>
internal sealed class MaskedPool(TorchSession torch, Operators operators, SequenceOperators sequences)
{
    /// <param name="input">[N, L, D].</param>
    /// <returns>[N, 2·D].</returns>
    public Tensor Forward(Tensor input, Batch batch)
    {
        var mask = sequences.Unsqueeze(batch.Mask!, 2);
        var hidden = sequences.Not(mask);
        var most = sequences.Largest(sequences.Fill(input, hidden, double.NegativeInfinity), 1);
        var shares = torch.From([.. batch.Lengths.Select(l => 1f / l)], batch.Count, 1);
        var mean = operators.Multiply(sequences.SumOver(sequences.Fill(input, hidden, 0), 1), shares);
        return sequences.Join(mean, most, 1);
    }

    /// <summary>Adds the nodes.</summary>
    /// <param name="mask">Boolean [N, L].</param>
    public static string Write(NetworkGraph graph, string input, string mask)
    {
        var wide = graph.Unsqueeze(mask, 2);
        var most = graph.Node("ReduceMax", [graph.Node("Where", [wide, input, graph.Builder.Constant([float.NegativeInfinity])])], new OnnxAttribute.Ints("axes", [1]), new OnnxAttribute.Int("keepdims", 0));
        var axis = graph.Builder.Constant([1L], 1);
        var sum = graph.Node("ReduceSum", [graph.Node("Where", [wide, input, graph.Builder.Constant([0f])]), axis], new OnnxAttribute.Int("keepdims", 0));
        var count = graph.Node("ReduceSum", [graph.Cast(mask, ElementType.Float), axis], new OnnxAttribute.Int("keepdims", 1));
        return graph.Concat(1, graph.Node("Div", [sum, count]), most);
    }
}
