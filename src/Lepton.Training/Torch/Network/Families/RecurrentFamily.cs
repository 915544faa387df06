using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The family <c>lstm</c>: a vector for each token, recurrent layers in both directions, the mean and the greatest of their steps, and a linear layer.</summary>
internal sealed class RecurrentFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new RecurrentNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var mask = graph.Mask(features.Tokens!);
        var lengths = graph.Node("ReduceSum", [graph.Cast(mask, ElementType.Int32), graph.Builder.Constant([1L], 1)], new OnnxAttribute.Int("keepdims", 0));
        var vectors = TokenEmbedding.Write(graph, "embedding", features.Tokens!);
        var steps = RecurrentModule.Write(graph, "recurrent", RecurrentModule.KindOf(shape), vectors, lengths, shape.Set.Integer("layers"));
        return LinearModule.Write(graph, "output", MaskedPool.Write(graph, steps, mask));
    }

    private sealed class RecurrentNetwork : NetworkModule
    {
        private readonly TokenEmbedding embedding;
        private readonly RecurrentModule recurrent;
        private readonly MaskedPool pool;
        private readonly DropoutModule dropout;
        private readonly DropoutModule outputDropout;
        private readonly LinearModule output;

        public RecurrentNetwork(NetworkShape shape, NetworkParts parts)
        {
            var (torch, set) = (parts.Torch, shape.Set);
            var (wide, width) = (set.Integer("embedding"), set.Integer("width"));
            embedding = Register("embedding", new TokenEmbedding(parts, parts.Initializer.Of("embedding"), shape.Layout, wide, NetworkModule.WordDeviation));
            recurrent = Register("recurrent", new RecurrentModule(torch, parts.Sequences, parts.Initializer.Of("recurrent"), RecurrentModule.KindOf(shape), wide, width, set.Integer("layers"), isBidirectional: true, set.Number("dropout")));
            pool = new MaskedPool(torch, parts.Operators, parts.Sequences);
            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            outputDropout = new DropoutModule(parts.Operators, set.Number("output-dropout"));
            output = Register("output", new LinearModule(torch, parts.Operators, parts.Initializer.Of("output"), 4 * width, shape.Outputs));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => embedding.Derived().Select(d => ($"embedding.{d.Name}", d.Tensor));

        public override Tensor Embed(Batch batch) => embedding.Forward(batch);

        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var steps = recurrent.Forward(dropout.Forward(embedded, training), batch.Lengths, training);
            return output.Forward(outputDropout.Forward(pool.Forward(steps, batch), training), training);
        }
    }
}
