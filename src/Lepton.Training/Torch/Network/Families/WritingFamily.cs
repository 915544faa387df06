using Lepton.Training.Preprocessing;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The family <c>seq2seq</c>: a transformer (Vaswani et al. 2017) that reads a text and writes another, token by token.</summary>
internal sealed class WritingFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new WritingNetwork(shape, parts);

    /// <summary>Returns what the encoder makes of a text: float32 [N, S, D].</summary>
    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features) =>
        TransformerEncoder.Write(shape, graph, features.Tokens!, graph.Mask(features.Tokens!));
}
