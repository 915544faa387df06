namespace Lepton.Training.Torch.Network;

/// <summary>What modules are made with.</summary>
/// <param name="Initializer">First values of parameters.</param>
/// <param name="Words">What tokens' vectors are made of, or null where they have only their own.</param>
internal sealed record NetworkParts(TorchSession Torch, Operators Operators, ImageOperators Images, SequenceOperators Sequences, Initializer Initializer, WordBags? Words)
{
    public static NetworkParts Of(TorchSession torch, long seed, WordBags? words) =>
        new(torch, new Operators(torch), new ImageOperators(torch), new SequenceOperators(torch), new Initializer(seed, string.Empty), words);
}
