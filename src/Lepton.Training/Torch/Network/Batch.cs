namespace Lepton.Training.Torch.Network;

/// <summary>Rows on their way through a network.</summary>
/// <param name="Values">float32 [N, F], or null.</param>
/// <param name="Tokens">int64 [N, L] padded with 0, or null.</param>
/// <param name="Mask">True where a row has a token: boolean [N, L]; null where all rows have as many.</param>
/// <param name="Lengths">Tokens of each row.</param>
/// <param name="Hidden">Places of the tokens that are hidden, of all rows one after the other.</param>
/// <param name="Answers">What is to be written, or null.</param>
/// <param name="Numbers">The same as <paramref name="Tokens"/>, row-major.</param>
internal sealed record Batch(int Count, Tensor? Values, Tensor? Tokens, Tensor? Mask, long[] Lengths, ReadOnlyMemory<long> Numbers, long[]? Hidden = null, AnswerBatch? Answers = null)
{
    /// <summary>Makes tensors of rows, which the current scope owns.</summary>
    public static Batch Of(TorchSession torch, BatchRows rows)
    {
        var values = rows.Width == 0 ? null : torch.From(rows.Values.AsSpan(0, rows.Count * rows.Width), rows.Count, rows.Width);
        if (rows.Longest == 0)
        {
            return new Batch(rows.Count, values, null, null, [], default);
        }

        var all = rows.Tokens.AsSpan(0, rows.Count * rows.Longest);
        var tokens = torch.From(all, rows.Count, rows.Longest);
        if (rows.IsFixed)
        {
            return new Batch(rows.Count, values, tokens, null, [], rows.Tokens.AsMemory(0, all.Length));
        }

        var mask = new byte[all.Length];
        for (var row = 0; row < rows.Count; row++)
        {
            mask.AsSpan(row * rows.Longest, (int)rows.Lengths[row]).Fill(1);
        }

        return new Batch(rows.Count, values, tokens, torch.From<byte>(mask, ScalarType.Bool, rows.Count, rows.Longest), rows.Lengths.AsSpan(0, rows.Count).ToArray(), rows.Tokens.AsMemory(0, all.Length), rows.Hidden, rows.Answers.Count > 0 ? AnswerBatch.Of(torch, rows) : null);
    }
}
