using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>A vector for each index, as torch.nn.Embedding: weight [V, D], normal at first; zeros for padding, which stay.</summary>
internal sealed class EmbeddingModule : Layer
{
    private readonly Operators operators;
    private readonly Tensor weight;
    private readonly int padding;

    /// <param name="padding">The index of padding, or -1.</param>
    /// <param name="deviation">Of the first values.</param>
    public EmbeddingModule(TorchSession torch, Operators operators, Initializer initializer, int entries, int width, int padding = -1, double deviation = 1)
    {
        this.operators = operators;
        this.padding = padding;
        var values = initializer.Normal("weight", entries * width, deviation);
        if (padding >= 0)
        {
            values.AsSpan(padding * width, width).Clear();
        }

        weight = Register("weight", torch.From(values, entries, width));
    }

    /// <param name="input">int64 of any shape.</param>
    public override Tensor Forward(Tensor input, bool training) => operators.Embedding(weight, input, padding);

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string name, string input) => graph.Node("Gather", [graph.Weight($"{name}.weight"), input]);
}
