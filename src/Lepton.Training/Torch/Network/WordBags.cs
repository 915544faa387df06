using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>Which vectors a token's is made of: one of its own, and the mean of its character n-grams'.</summary>
/// <param name="Own">The number of the own vector of each token.</param>
/// <param name="Starts">Where each token's n-grams begin, and at the end where the last one's end.</param>
/// <param name="Grams">Numbers of n-grams.</param>
internal sealed record WordBags(int[] Own, long[] Starts, int[] Grams)
{
    public const string OwnFile = "words.own";
    public const string StartsFile = "words.starts";
    public const string GramsFile = "words.grams";

    /// <summary>Of a request's folder; null where tokens have no n-grams.</summary>
    public static WordBags? Read(TorchRequest request) => request.Shape.Layout.Grams == 0
        ? null
        : new WordBags(RowFile.Read<int>(request.File(OwnFile)), RowFile.Read<long>(request.File(StartsFile)), RowFile.Read<int>(request.File(GramsFile)));

    public ReadOnlySpan<int> GramsOf(long token) => Grams.AsSpan((int)Starts[token]..(int)Starts[token + 1]);
}
