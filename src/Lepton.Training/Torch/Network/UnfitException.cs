namespace Lepton.Training.Torch.Network;

/// <summary>What a spec says of a network's parameters does not fit the network.</summary>
/// <param name="kind">The kind of the event that tells of it.</param>
public sealed class UnfitException(string kind, string message) : Exception(message)
{
    public const string Start = "unfit-start";
    public const string Groups = "unfit-groups";

    public string Kind => kind;
}
