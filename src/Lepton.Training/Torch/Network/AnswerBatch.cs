using Lepton.Training.Preprocessing;

namespace Lepton.Training.Torch.Network;

/// <summary>Texts that are to be written for the rows of a batch.</summary>
/// <param name="Before">What each token is written behind, the token that starts a text first: int64 [N, T].</param>
/// <param name="Places">Where tokens stand, padding left out, all rows one after the other: places in [N · T].</param>
internal sealed record AnswerBatch(Tensor Before, long[] Places)
{
    /// <summary>Makes tensors of rows' answers, which the current scope owns.</summary>
    public static AnswerBatch Of(TorchSession torch, BatchRows rows) => Of(torch, rows.Answers);

    /// <param name="answers">The tokens of each row, at least one.</param>
    public static AnswerBatch Of(TorchSession torch, IReadOnlyList<long[]> answers)
    {
        var width = answers.Max(a => a.Length);
        var before = new long[answers.Count * width];
        var places = new List<long>();
        for (var row = 0; row < answers.Count; row++)
        {
            var own = answers[row];
            before[row * width] = TextTokens.Start;
            own.AsSpan(0, own.Length - 1).CopyTo(before.AsSpan((row * width) + 1));
            places.AddRange(Enumerable.Range(row * width, own.Length).Select(p => (long)p));
        }

        return new AnswerBatch(torch.From(before, answers.Count, width), [.. places]);
    }
}
