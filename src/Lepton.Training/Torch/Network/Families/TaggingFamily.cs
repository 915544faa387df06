using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>
/// The family <c>lstm-crf</c> (Huang, Xu and Yu 2015): a vector for each token, recurrent layers in both directions, a score for each tag of
/// each token, and a conditional random field over them. What it answers are the scores, [N, L, tags].
/// </summary>
internal sealed class TaggingFamily : NetworkFamily
{
    private const string Field = "crf";

    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new TaggingNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var lengths = graph.Node("ReduceSum", [graph.Cast(graph.Mask(features.Tokens!), ElementType.Int32), graph.Builder.Constant([1L], 1)], new OnnxAttribute.Int("keepdims", 0));
        var vectors = TokenEmbedding.Write(graph, "embedding", features.Tokens!);
        var steps = RecurrentModule.Write(graph, "recurrent", RecurrentModule.KindOf(shape), vectors, lengths, shape.Set.Integer("layers"));
        return LinearModule.Write(graph, "output", Behind(graph, steps));
    }

    /// <summary>Adds the nodes that find the tags by their scores: int64 [N, L].</summary>
    public static string WriteTags(NetworkGraph graph, string scores, string tokens) =>
        ConditionalRandomField.Write(graph, Field, scores, Behind(graph, graph.Mask(tokens)));

    /// <summary>Finds the tags as the graph does.</summary>
    public static Viterbi Decoder(Func<string, float[]> weight) =>
        new(weight($"{Field}.start_transitions"), weight($"{Field}.end_transitions"), weight($"{Field}.transitions"));

    // Without the token that starts each row.
    private static string Behind(NetworkGraph graph, string input) =>
        graph.Node("Slice", [input, graph.Builder.Constant([1L], 1), graph.Builder.Constant([long.MaxValue], 1), graph.Builder.Constant([1L], 1)]);

    private sealed class TaggingNetwork : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly TokenEmbedding embedding;
        private readonly RecurrentModule recurrent;
        private readonly DropoutModule dropout;
        private readonly LinearModule output;

        public TaggingNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            var (torch, set) = (parts.Torch, shape.Set);
            var (wide, width) = (set.Integer("embedding"), set.Integer("width"));
            embedding = Register("embedding", new TokenEmbedding(parts, parts.Initializer.Of("embedding"), shape.Layout, wide, NetworkModule.WordDeviation));
            recurrent = Register("recurrent", new RecurrentModule(torch, parts.Sequences, parts.Initializer.Of("recurrent"), RecurrentModule.KindOf(shape), wide, width, set.Integer("layers"), isBidirectional: true, set.Number("dropout")));
            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            output = Register("output", new LinearModule(torch, parts.Operators, parts.Initializer.Of("output"), 2 * width, shape.Outputs));
            Tagging = Register(Field, new ConditionalRandomField(torch, parts.Sequences, parts.Initializer.Of(Field), shape.Outputs));
        }

        public override ConditionalRandomField Tagging { get; }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => embedding.Derived().Select(d => ($"embedding.{d.Name}", d.Tensor));

        public override Tensor Embed(Batch batch) => embedding.Forward(batch);

        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var steps = recurrent.Forward(dropout.Forward(embedded, training), batch.Lengths, training);
            return output.Forward(dropout.Forward(parts.Sequences.Narrow(steps, 1, 1, steps.Size(1) - 1), training), training);
        }
    }
}
