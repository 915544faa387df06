using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>A transformer's encoder that guesses hidden tokens: a linear layer over each of them, with a margin for each token that there is.</summary>
internal sealed class LanguageFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new LanguageNetwork(shape, parts);

    /// <summary>Returns of each row the sum of -log p of its hidden tokens, how many of them are the likeliest, and how many there are: float32 [N, 3].</summary>
    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var builder = graph.Builder;
        var tokens = features.Tokens!;
        var hidden = HiddenTokens.Write(builder, tokens);
        var isHidden = graph.Node("Greater", [hidden, builder.Constant([0L])]);
        var seen = graph.Node("Where", [isHidden, builder.Constant([(long)TextTokens.Mask]), tokens]);
        var steps = TransformerEncoder.Write(shape, graph, seen, graph.Mask(tokens));

        // Only the hidden tokens go on: their rows and places, [M, 2].
        var at = graph.Transpose(graph.Node("NonZero", [isHidden]), 1, 0);
        var logs = graph.Node("LogSoftmax", [LinearModule.Write(graph, "output", graph.Node("GatherND", [steps, at]))], new OnnxAttribute.Int("axis", 1));
        var truth = graph.Node("GatherND", [hidden, at]);
        var own = graph.Node("Neg", [graph.Node("Squeeze", [graph.Node("GatherElements", [logs, graph.Unsqueeze(truth, 1)], new OnnxAttribute.Int("axis", 1)), builder.Constant([1L], 1)])]);
        var likeliest = graph.Node("ArgMax", [logs], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Int("keepdims", 0));
        var right = graph.Cast(graph.Node("Equal", [likeliest, truth]), ElementType.Float);
        var rows = graph.Node("Squeeze", [graph.Node("Slice", [at, builder.Constant([0L], 1), builder.Constant([1L], 1), builder.Constant([1L], 1)]), builder.Constant([1L], 1)]);
        var count = graph.Node("Slice", [graph.Node("Shape", [tokens]), builder.Constant([0L], 1), builder.Constant([1L], 1)]);
        var none = graph.Node("Expand", [builder.Constant([0f]), count]);
        string Sum(string values) => graph.Unsqueeze(graph.Node("ScatterElements", [none, rows, values], new OnnxAttribute.Text("reduction", "add")), 1);
        var each = graph.Cast(graph.Node("GreaterOrEqual", [truth, builder.Constant([0L])]), ElementType.Float);
        return graph.Concat(1, Sum(own), Sum(right), Sum(each));
    }

    private sealed class LanguageNetwork : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly TransformerEncoder encoder;
        private readonly DropoutModule outputDropout;
        private readonly LinearModule output;

        public LanguageNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            encoder = Include(new TransformerEncoder(shape, parts));
            outputDropout = new DropoutModule(parts.Operators, shape.Set.Number("output-dropout"));
            output = Register("output", new LinearModule(parts.Torch, parts.Operators, parts.Initializer.Of("output"), shape.Set.Integer("width"), shape.Outputs));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => encoder.Derived();

        public override Tensor Embed(Batch batch) => encoder.Embed(batch);

        // [hidden tokens, tokens that there are].
        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var steps = encoder.Encode(embedded, batch, training);
            var flat = parts.Sequences.Reshape(steps, -1, steps.Size(2));
            var hidden = parts.Sequences.Rows(flat, parts.Torch.From(batch.Hidden!, batch.Hidden!.Length));
            return output.Forward(outputDropout.Forward(hidden, training), training);
        }
    }
}
