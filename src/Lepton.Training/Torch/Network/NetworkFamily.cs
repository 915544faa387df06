using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network.Families;

namespace Lepton.Training.Torch.Network;

/// <summary>A family of networks: how one is made of modules, and how it is written as ONNX nodes.</summary>
internal abstract class NetworkFamily
{
    public static NetworkFamily Of(NetworkShape shape) => shape.Family switch
    {
        TorchFamily.Mlp => new PerceptronFamily(),
        TorchFamily.Cnn when shape.Layout.Image.Count > 0 => new ImageConvolutionFamily(),
        TorchFamily.Cnn => new TextConvolutionFamily(),
        TorchFamily.LstmCrf => new TaggingFamily(),
        TorchFamily.TwoTower => new TwoTowerFamily(),
        TorchFamily.Seq2seq => new WritingFamily(),
        TorchFamily.Lstm => new RecurrentFamily(),
        _ when shape.IsLanguage => new LanguageFamily(),
        _ => new TransformerFamily(),
    };

    public abstract NetworkModule Build(NetworkShape shape, NetworkParts parts);

    /// <summary>Adds nodes that compute the same as the modules; returns the margins, float32 [N, outputs].</summary>
    public abstract string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features);
}
