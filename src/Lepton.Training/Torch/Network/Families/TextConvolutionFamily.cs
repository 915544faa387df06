using System.Globalization;
using Lepton.Onnx;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>
/// The family <c>cnn</c> over texts (Kim 2014): a vector for each token, convolutions of each length over them, of each the greatest answer
/// in the text, and a linear layer.
/// </summary>
internal sealed class TextConvolutionFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new TextConvolutionNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var vectors = graph.Transpose(TokenEmbedding.Write(graph, "embedding", features.Tokens!), 0, 2, 1);
        var mask = graph.Unsqueeze(graph.Mask(features.Tokens!), 1);
        var zero = graph.Builder.Constant([0f]);
        var answers = Enumerable.Range(1, shape.Set.Integer("kernel")).Select(kernel =>
        {
            var all = graph.Node("Relu", [TextConvolutionModule.Write(graph, Name(kernel), vectors)]);
            return graph.Node("ReduceMax", [graph.Node("Where", [mask, all, zero])], new OnnxAttribute.Ints("axes", [2]), new OnnxAttribute.Int("keepdims", 0));
        }).ToList();
        return LinearModule.Write(graph, "output", graph.Concat(1, answers));
    }

    private static string Name(int kernel) => $"convolution.{kernel.ToString(CultureInfo.InvariantCulture)}";

    private sealed class TextConvolutionNetwork : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly TokenEmbedding embedding;
        private readonly List<TextConvolutionModule> convolutions = [];
        private readonly DropoutModule dropout;
        private readonly LinearModule output;

        public TextConvolutionNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            var (torch, set) = (parts.Torch, shape.Set);
            var (wide, width, kernels) = (set.Integer("embedding"), set.Integer("width"), set.Integer("kernel"));
            embedding = Register("embedding", new TokenEmbedding(parts, parts.Initializer.Of("embedding"), shape.Layout, wide, NetworkModule.WordDeviation));
            for (var kernel = 1; kernel <= kernels; kernel++)
            {
                convolutions.Add(Register(Name(kernel), new TextConvolutionModule(torch, parts.Sequences, parts.Initializer.Of(Name(kernel)), wide, width, kernel)));
            }

            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            output = Register("output", new LinearModule(torch, parts.Operators, parts.Initializer.Of("output"), width * kernels, shape.Outputs));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived() => embedding.Derived().Select(d => ($"embedding.{d.Name}", d.Tensor));

        public override Tensor Embed(Batch batch) => embedding.Forward(batch);

        // Answers are not negative, so that zeros hide those for padding.
        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var vectors = parts.Sequences.Transpose(embedded, 1, 2);
            var hidden = parts.Sequences.Unsqueeze(parts.Sequences.Not(batch.Mask!), 1);
            var answers = convolutions.ConvertAll(c => parts.Sequences.Largest(parts.Sequences.Fill(parts.Operators.Relu(c.Forward(vectors, training)), hidden, 0), 2));
            return output.Forward(dropout.Forward(answers.Aggregate((all, next) => parts.Sequences.Join(all, next, 1)), training), training);
        }
    }
}
