using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>The two linear layers of a transformer's layer, <c>linear1</c> and <c>linear2</c>.</summary>
internal sealed class FeedForward : Layer
{
    private readonly SequentialModule parts;

    public FeedForward(TorchSession torch, Operators operators, Initializer initializer, int width, int inner, DropoutModule dropout)
    {
        var first = Register("linear1", new LinearModule(torch, operators, initializer.Of("linear1"), width, inner));
        var second = Register("linear2", new LinearModule(torch, operators, initializer.Of("linear2"), inner, width));
        parts = new SequentialModule([first, new ReluModule(operators), dropout, second]);
    }

    public override Tensor Forward(Tensor input, bool training) => parts.Forward(input, training);

    /// <summary>Adds the nodes.</summary>
    public static string Write(NetworkGraph graph, string name, string input) =>
        LinearModule.Write(graph, $"{name}.linear2", graph.Node("Relu", [LinearModule.Write(graph, $"{name}.linear1", input)]));
}
