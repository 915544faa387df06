using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>The two linear layers of a transformer's layer, <c>linear1</c> and <c>linear2</c>.</summary>
internal sealed class FeedForward : Layer
{
    private readonly SequentialModule parts;

    public FeedForward(TorchSession torch, Operators operators, Initializer initializer, int width, int inner, DropoutModule dropout, bool isGelu)
    {
        var first = Register("linear1", new LinearModule(torch, operators, initializer.Of("linear1"), width, inner));
        var second = Register("linear2", new LinearModule(torch, operators, initializer.Of("linear2"), inner, width));
        parts = new SequentialModule([first, isGelu ? new GeluModule(operators) : new ReluModule(operators), dropout, second]);
    }

    public override Tensor Forward(Tensor input, bool training) => parts.Forward(input, training);

    /// <summary>Adds the nodes.</summary>
    public static string Write(NetworkGraph graph, string name, string input, bool isGelu)
    {
        var inner = LinearModule.Write(graph, $"{name}.linear1", input);
        return LinearModule.Write(graph, $"{name}.linear2", isGelu ? GeluModule.Write(graph, inner) : graph.Node("Relu", [inner]));
    }
}
