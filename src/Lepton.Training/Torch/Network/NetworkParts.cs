namespace Lepton.Training.Torch.Network;

/// <summary>What modules are made with.</summary>
/// <param name="Initializer">First values of parameters.</param>
internal sealed record NetworkParts(TorchSession Torch, Operators Operators, ImageOperators Images, SequenceOperators Sequences, Initializer Initializer)
{
    public static NetworkParts Of(TorchSession torch, long seed) =>
        new(torch, new Operators(torch), new ImageOperators(torch), new SequenceOperators(torch), new Initializer(seed, string.Empty));
}
