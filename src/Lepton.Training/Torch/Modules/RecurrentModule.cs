using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>
/// A recurrent network over sequences of different lengths, with parameters as in torch.nn.LSTM and GRU: weight_ih_l0 [g·H, D],
/// weight_hh_l0 [g·H, H], two biases [g·H], the same with _reverse, then the next layer; g is 4 for LSTM and 3 for GRU.
/// </summary>
internal sealed class RecurrentModule : Layer
{
    private readonly TorchSession torch;
    private readonly SequenceOperators operators;
    private readonly RecurrentKind kind;
    private readonly int width;
    private readonly int layers;
    private readonly int directions;
    private readonly double dropout;

    public RecurrentModule(TorchSession torch, SequenceOperators operators, Initializer initializer, RecurrentKind kind, int inputs, int width, int layers, bool isBidirectional, double dropout)
    {
        this.torch = torch;
        this.operators = operators;
        this.kind = kind;
        this.width = width;
        this.layers = layers;
        this.dropout = dropout;
        directions = isBidirectional ? 2 : 1;
        var gates = (kind == RecurrentKind.Lstm ? 4 : 3) * width;
        var bound = 1 / Math.Sqrt(width);
        for (var layer = 0; layer < layers; layer++)
        {
            var wide = layer == 0 ? inputs : width * directions;
            for (var direction = 0; direction < directions; direction++)
            {
                var place = $"l{layer}{(direction == 0 ? string.Empty : "_reverse")}";
                Make($"weight_ih_{place}", gates, wide);
                Make($"weight_hh_{place}", gates, width);
                Make($"bias_ih_{place}", gates);
                Make($"bias_hh_{place}", gates);
            }
        }

        void Make(string name, params long[] shape) =>
            Register(name, torch.From(initializer.Uniform(name, (int)shape.Aggregate((a, b) => a * b), bound), shape));
    }

    /// <summary>The kind that hyperparameters name.</summary>
    public static RecurrentKind KindOf(NetworkShape shape) => shape.Set.Choice("cell") == "gru" ? RecurrentKind.Gru : RecurrentKind.Lstm;

    /// <summary>Every sequence has the full length.</summary>
    public override Tensor Forward(Tensor input, bool training) => Forward(input, [.. Enumerable.Repeat(input.Size(1), (int)input.Size(0))], training);

    /// <param name="input">[N, L, D], padded at the end.</param>
    /// <param name="lengths">Steps of each sequence, at least 1; what lies behind them changes nothing.</param>
    /// <returns>[N, L, H · directions], zeros behind the lengths.</returns>
    public Tensor Forward(Tensor input, long[] lengths, bool training)
    {
        // Packing wants the longest first.
        long[] order = [.. Enumerable.Range(0, lengths.Length).OrderByDescending(i => lengths[i]).Select(i => (long)i)];
        var back = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            back[order[i]] = i;
        }

        var sorted = operators.Rows(input, torch.From(order, order.Length));
        var (data, sizes) = operators.Pack(sorted, torch.OnCpu([.. order.Select(i => lengths[i])]));
        var state = torch.Zeros(ScalarType.Float32, layers * directions, lengths.Length, width);
        nint[] parameters = [.. Parameters.Select(p => p.Tensor.Handle)];
        Tensor output;
        unsafe
        {
            fixed (nint* pinned = parameters)
            {
                ReadOnlySpan<nint> all = new(pinned, parameters.Length);
                ReadOnlySpan<nint> states = [state.Handle, state.Handle];
                output = kind == RecurrentKind.Lstm
                    ? operators.Lstm(data, sizes, states, all, layers, dropout, training, directions == 2)
                    : operators.Gru(data, sizes, state, all, layers, dropout, training, directions == 2);
            }
        }

        return operators.Rows(operators.Unpack(output, sizes, input.Size(1)), torch.From(back, back.Length));
    }

    /// <summary>Adds the nodes: [N, L, D] to [N, L, H · directions], zeros behind the lengths.</summary>
    /// <param name="name">What its weights are called.</param>
    /// <param name="lengths">int32 [N].</param>
    public static string Write(NetworkGraph graph, string name, RecurrentKind kind, string input, string lengths, int layers)
    {
        // ONNX Runtime takes the steps first.
        var at = graph.Transpose(input, 1, 0, 2);
        for (var layer = 0; layer < layers; layer++)
        {
            var width = (int)graph.ShapeOf($"{name}.weight_hh_l{layer}")[1];
            var inputs = (int)graph.ShapeOf($"{name}.weight_ih_l{layer}")[1];
            float[] Both(string part, int columns) =>
                [.. new[] { string.Empty, "_reverse" }.SelectMany(d => Gates(kind, graph.ValuesOf($"{name}.{part}_l{layer}{d}"), width * columns))];

            var (wide, gates) = (Both("weight_ih", inputs), kind == RecurrentKind.Lstm ? 4 : 3);
            var (ih, hh) = (Both("bias_ih", 1), Both("bias_hh", 1));
            var size = gates * width;
            float[] biases = [.. ih[..size], .. hh[..size], .. ih[size..], .. hh[size..]];
            OnnxAttribute[] attributes = [new OnnxAttribute.Int("hidden_size", width), new OnnxAttribute.Text("direction", "bidirectional")];
            var made = graph.Node(
                kind == RecurrentKind.Lstm ? "LSTM" : "GRU",
                [at, graph.Builder.Constant(wide, 2, size, inputs), graph.Builder.Constant(Both("weight_hh", width), 2, size, width), graph.Builder.Constant(biases, 2, 2 * size), lengths],
                kind == RecurrentKind.Lstm ? attributes : [.. attributes, new OnnxAttribute.Int("linear_before_reset", 1)]);

            // [L, directions, N, H] to [L, N, directions · H].
            at = graph.Reshape(graph.Transpose(made, 0, 2, 1, 3), 0, 0, 2 * width);
        }

        return graph.Transpose(at, 1, 0, 2);
    }

    // PyTorch's gates are i f g o, ONNX's i o f c; of GRU r z n and z r h.
    private static IEnumerable<float> Gates(RecurrentKind kind, float[] values, int size)
    {
        int[] order = kind == RecurrentKind.Lstm ? [0, 3, 1, 2] : [1, 0, 2];
        return order.SelectMany(gate => new ArraySegment<float>(values, gate * size, size));
    }
}
