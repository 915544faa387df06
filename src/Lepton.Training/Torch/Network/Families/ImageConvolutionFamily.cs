using System.Globalization;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>
/// The family <c>cnn</c> over images: blocks of two convolutions, each with batch normalisation; each block halves the sides and has twice the
/// channels of the one before; then a linear layer over all that is left.
/// </summary>
internal sealed class ImageConvolutionFamily : NetworkFamily
{
    private const int ConvolutionsOfBlock = 2;
    private const int Halved = 2;

    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new ImageConvolutionNetwork(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var at = graph.Reshape(features.Values!, [0, .. shape.Layout.Image.Select(s => (long)s)]);
        for (var block = 0; block < shape.Set.Integer("layers"); block++)
        {
            for (var place = 0; place < ConvolutionsOfBlock; place++)
            {
                at = ConvolutionModule.Write(graph, Convolution(block, place), at, stride: 1, padding: shape.Set.Integer("kernel") / 2);
                at = graph.Node("Relu", [BatchNormModule.Write(graph, Norm(block, place), at)]);
            }

            at = MaxPoolModule.Write(graph, at, Halved);
        }

        return LinearModule.Write(graph, "output", graph.Reshape(at, 0, -1));
    }

    private static string Convolution(int block, int place) => string.Create(CultureInfo.InvariantCulture, $"block.{block}.convolution.{place}");

    private static string Norm(int block, int place) => string.Create(CultureInfo.InvariantCulture, $"block.{block}.norm.{place}");

    private sealed class ImageConvolutionNetwork : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly IReadOnlyList<int> image;
        private readonly List<List<(ConvolutionModule Convolution, BatchNormModule Norm)>> blocks = [];
        private readonly MaxPoolModule pool;
        private readonly DropoutModule dropout;
        private readonly LinearModule output;

        public ImageConvolutionNetwork(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            image = shape.Layout.Image;
            var set = shape.Set;
            var (channels, height, width) = (image[0], image[1], image[2]);
            for (var block = 0; block < set.Integer("layers"); block++)
            {
                var wide = set.Integer("width") << block;
                (height, width) = (height / Halved, width / Halved);
                var own = new List<(ConvolutionModule, BatchNormModule)>();
                for (var place = 0; place < ConvolutionsOfBlock; place++)
                {
                    var name = Convolution(block, place);
                    own.Add((
                        Register(name, new ConvolutionModule(parts.Torch, parts.Images, parts.Initializer.Of(name), channels, wide, set.Integer("kernel"), stride: 1, padding: set.Integer("kernel") / 2)),
                        Register(Norm(block, place), new BatchNormModule(parts.Torch, parts.Images, wide))));
                    channels = wide;
                }

                blocks.Add(own);
            }

            pool = new MaxPoolModule(parts.Images, Halved);
            dropout = new DropoutModule(parts.Operators, set.Number("dropout"));
            output = Register("output", new LinearModule(parts.Torch, parts.Operators, parts.Initializer.Of("output"), channels * height * width, shape.Outputs));
        }

        public override Tensor Embed(Batch batch) => parts.Sequences.Reshape(batch.Values!, [batch.Count, .. image.Select(s => (long)s)]);

        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var at = embedded;
            foreach (var block in blocks)
            {
                foreach (var (convolution, norm) in block)
                {
                    at = parts.Operators.Relu(norm.Forward(convolution.Forward(at, training), training));
                }

                at = pool.Forward(at, training);
            }

            return output.Forward(dropout.Forward(parts.Sequences.Reshape(at, batch.Count, -1), training), training);
        }
    }
}
