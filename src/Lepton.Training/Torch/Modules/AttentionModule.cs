using Lepton.Onnx;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>
/// Multi-head attention (Vaswani et al. 2017), as torch.nn.MultiheadAttention with batch_first: in_proj_weight [3·D, D], in_proj_bias [3·D],
/// out_proj.weight [D, D], out_proj.bias [D].
/// </summary>
internal sealed class AttentionModule : Layer
{
    private readonly TorchSession torch;
    private readonly Operators operators;
    private readonly SequenceOperators sequences;
    private readonly int heads;
    private readonly int width;
    private readonly double dropout;
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly LinearModule output;
    private readonly LoraStyle? lora;
    private readonly (Tensor A, Tensor B) queryDelta;
    private readonly (Tensor A, Tensor B) valueDelta;

    /// <param name="width">A multiple of <paramref name="heads"/>.</param>
    /// <param name="lora">Queries and values learn by it alone; null: by their whole matrices.</param>
    public AttentionModule(TorchSession torch, Operators operators, SequenceOperators sequences, Initializer initializer, int width, int heads, double dropout, LoraStyle? lora = null)
    {
        this.torch = torch;
        this.operators = operators;
        this.sequences = sequences;
        this.heads = heads;
        this.width = width;
        this.dropout = dropout;
        weight = Register("in_proj_weight", torch.From(initializer.Uniform("in_proj_weight", 3 * width * width, Math.Sqrt(6.0 / (4 * width))), 3 * width, width));
        bias = Register("in_proj_bias", torch.Zeros(ScalarType.Float32, 3 * width));
        output = Register("out_proj", new LinearModule(torch, operators, initializer.Of("out_proj"), width, width));
        this.lora = lora;
        if (lora is not null)
        {
            // As published: A is random and B zero, so that nothing has changed at first.
            (Tensor, Tensor) Delta(string name) => (
                Register($"{Lora}{name}.A", torch.From(initializer.Uniform($"{Lora}{name}.A", lora.Rank * width, Math.Sqrt(3.0 / width)), lora.Rank, width)),
                Register($"{Lora}{name}.B", torch.Zeros(ScalarType.Float32, width, lora.Rank)));
            (queryDelta, valueDelta) = (Delta("query"), Delta("value"));
        }
    }

    /// <summary>Begins the names of what is learnt by low-rank adaptation.</summary>
    public const string Lora = "lora_";

    /// <summary>The matrices with what was learnt added to them, [3·D, D].</summary>
    public const string Merged = "merged_weight";

    // The matrices as they stand: [3·D, D].
    private Tensor Weight()
    {
        if (lora is null)
        {
            return weight;
        }

        Tensor Part(int part) => sequences.Narrow(weight, 0, part * width, width);
        Tensor With(int part, (Tensor A, Tensor B) delta) => sequences.Add(Part(part), sequences.Scale(sequences.MatrixProduct(delta.B, delta.A), lora.Scale));
        return sequences.Join(sequences.Join(With(0, queryDelta), Part(1), 0), With(2, valueDelta), 0);
    }

    public override IEnumerable<(string Name, Tensor Tensor)> Derived()
    {
        if (lora is null)
        {
            return [];
        }

        Tensor? merged = null;
        TorchSession.WithoutGradients(() => merged = Weight());
        return [(Merged, merged!)];
    }

    /// <summary>A sequence attends to itself, all of it.</summary>
    public override Tensor Forward(Tensor input, bool training) => Forward(input, input, null, training);

    /// <param name="queries">[N, L, D].</param>
    /// <param name="memory">[N, S, D]: where keys and values come from.</param>
    /// <param name="hidden">True where a query must not look: boolean, of a shape that expands to [N, heads, L, S]; or null.</param>
    public Tensor Forward(Tensor queries, Tensor memory, Tensor? hidden, bool training)
    {
        var matrices = Weight();
        var (query, key, value) = ReferenceEquals(queries, memory)
            ? ProjectAll(queries, matrices)
            : (Project(queries, matrices, 0), Project(memory, matrices, 1), Project(memory, matrices, 2));
        var (scaled, turned) = (sequences.Scale(query, 1 / Math.Sqrt(width / heads)), sequences.Transpose(key, 1, 2));
        var scores = hidden is null ? sequences.MatrixProduct(scaled, turned) : sequences.AddProducts(Bias(hidden, queries.Size(0)), scaled, turned);
        var weights = sequences.Softmax(scores, -1);
        if (training && dropout > 0)
        {
            weights = operators.Dropout(weights, dropout);
        }

        var mixed = sequences.Reshape(sequences.MatrixProduct(weights, value), queries.Size(0), heads, queries.Size(1), width / heads);
        return output.Forward(sequences.Reshape(sequences.Transpose(mixed, 1, 2), queries.Size(0), queries.Size(1), width), training);
    }

    // What is added to the scores: minus infinity where a query must not look, [N · heads, 1 or L, S].
    private Tensor Bias(Tensor hidden, long rows)
    {
        var bias = sequences.Fill(torch.Zeros(ScalarType.Float32, [.. hidden.Shape]), hidden, double.NegativeInfinity);
        var (queries, keys) = (hidden.Size(-2), hidden.Size(-1));
        return sequences.Reshape(sequences.Expand(bias, rows, heads, queries, keys), rows * heads, queries, keys);
    }

    // Of a sequence that attends to itself all three at once, with one copy.
    private (Tensor Query, Tensor Key, Tensor Value) ProjectAll(Tensor input, Tensor matrices)
    {
        var (rows, length, own) = (input.Size(0), input.Size(1), width / heads);
        var byHead = sequences.Permute(sequences.Reshape(operators.Linear(input, matrices, bias), rows, length, 3, heads, own), 2, 0, 3, 1, 4);
        var all = sequences.Reshape(byHead, 3, rows * heads, length, own);
        return (sequences.Select(all, 0, 0), sequences.Select(all, 0, 1), sequences.Select(all, 0, 2));
    }

    // [N · heads, L, D / heads].
    private Tensor Project(Tensor input, Tensor matrices, int part)
    {
        var projected = operators.Linear(input, sequences.Narrow(matrices, 0, part * width, width), sequences.Narrow(bias, 0, part * width, width));
        var byHead = sequences.Transpose(sequences.Reshape(projected, input.Size(0), input.Size(1), heads, width / heads), 1, 2);
        return sequences.Reshape(byHead, input.Size(0) * heads, input.Size(1), width / heads);
    }

    /// <summary>Adds the nodes.</summary>
    /// <param name="name">What its weights are called.</param>
    /// <param name="hidden">What is added to the scores: 0, or minus infinity where a query must not look; of a shape that expands to [N, heads, L, S]; or null.</param>
    public static string Write(NetworkGraph graph, string name, string queries, string memory, string? hidden, int heads) =>
        Write(graph, name, queries, () => WriteKeys(graph, name, memory, heads), () => WriteValues(graph, name, memory, heads), hidden, heads);

    /// <summary>The same over keys and values that are there already.</summary>
    public static string Write(NetworkGraph graph, string name, string queries, string keys, string values, string? hidden, int heads) =>
        Write(graph, name, queries, () => keys, () => values, hidden, heads);

    // Nodes are written where they are needed.
    private static string Write(NetworkGraph graph, string name, string queries, Func<string> keys, Func<string> values, string? hidden, int heads)
    {
        var width = (int)graph.ShapeOf($"{name}.out_proj.weight")[0];
        var query = graph.Transpose(WriteProjection(graph, name, queries, heads, 0), 0, 2, 1, 3);
        var scaled = graph.Node("Mul", [query, graph.Builder.Constant([(float)(1 / Math.Sqrt(width / heads))])]);
        var scores = graph.Node("MatMul", [scaled, keys()]);
        var weights = graph.Node("Softmax", [hidden is null ? scores : graph.Node("Add", [scores, hidden])], new OnnxAttribute.Int("axis", -1));
        var mixed = graph.Transpose(graph.Node("MatMul", [weights, values()]), 0, 2, 1, 3);
        return LinearModule.Write(graph, $"{name}.out_proj", graph.Reshape(mixed, 0, 0, width));
    }

    /// <summary>The keys of a memory [N, S, D]: [N, heads, D / heads, S].</summary>
    public static string WriteKeys(NetworkGraph graph, string name, string memory, int heads) => graph.Transpose(WriteProjection(graph, name, memory, heads, 1), 0, 2, 3, 1);

    /// <summary>The values of a memory [N, S, D]: [N, heads, S, D / heads].</summary>
    public static string WriteValues(NetworkGraph graph, string name, string memory, int heads) => graph.Transpose(WriteProjection(graph, name, memory, heads, 2), 0, 2, 1, 3);

    // [N, L, heads, D / heads].
    private static string WriteProjection(NetworkGraph graph, string name, string input, int heads, int part)
    {
        var width = (int)graph.ShapeOf($"{name}.out_proj.weight")[0];
        var (weight, bias) = (graph.ValuesOf(graph.Has($"{name}.{Merged}") ? $"{name}.{Merged}" : $"{name}.in_proj_weight"), graph.ValuesOf($"{name}.in_proj_bias"));
        var projected = LinearModule.Write(graph, input, weight.AsSpan(part * width * width, width * width), bias.AsSpan(part * width, width), width, width);
        return graph.Reshape(projected, 0, 0, heads, width / heads);
    }
}
