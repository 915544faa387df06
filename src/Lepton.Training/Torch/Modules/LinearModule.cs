using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>x·Wᵀ + b, as torch.nn.Linear: weight [out, in], bias [out].</summary>
internal sealed class LinearModule : Layer
{
    private readonly Operators operators;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public LinearModule(TorchSession torch, Operators operators, Initializer initializer, int inputs, int outputs)
    {
        this.operators = operators;
        var bound = 1 / Math.Sqrt(inputs);
        weight = Register("weight", torch.From(initializer.Uniform("weight", outputs * inputs, bound), outputs, inputs));
        bias = Register("bias", torch.From(initializer.Uniform("bias", outputs, bound), outputs));
    }

    public override Tensor Forward(Tensor input, bool training) => operators.Linear(input, weight, bias);

    /// <summary>Adds the nodes; the input has any number of dimensions.</summary>
    /// <param name="name">What its weights are called.</param>
    public static string Write(NetworkGraph graph, string name, string input)
    {
        var (outputs, inputs) = ((int)graph.ShapeOf($"{name}.weight")[0], (int)graph.ShapeOf($"{name}.weight")[1]);
        return Write(graph, input, graph.ValuesOf($"{name}.weight"), graph.ValuesOf($"{name}.bias"), inputs, outputs);
    }

    /// <summary>The same with weights that are given, [outputs, inputs] and [outputs].</summary>
    public static string Write(NetworkGraph graph, string input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs)
    {
        var turned = new float[inputs * outputs];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                turned[(i * outputs) + o] = weight[(o * inputs) + i];
            }
        }

        var product = graph.Node("MatMul", [input, graph.Builder.Constant(turned, inputs, outputs)]);
        return graph.Node("Add", [product, graph.Builder.Constant(bias.ToArray(), outputs)]);
    }
}
