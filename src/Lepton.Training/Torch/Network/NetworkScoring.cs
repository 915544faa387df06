namespace Lepton.Training.Torch.Network;

/// <summary>A network's answers for the rows of a part.</summary>
internal sealed class NetworkScoring(NetworkParts parts, NetworkModule network, NetworkShape shape)
{
    // Numbers that are in memory at once for each number or token of a row, in all, and rows.
    private const int MostValues = 1 << 20;
    private const int PerValue = 64;
    private const int MostRows = 4096;

    /// <summary>Margins, row-major [rows, outputs]; of a network that answers for tokens [tokens, outputs], those of all rows, the first of each aside.</summary>
    public float[] Answers(PartRows rows, CancellationToken cancellation) => Answers(rows, [.. Enumerable.Range(0, rows.Count)], cancellation);

    /// <summary>The same for some of the rows, by number.</summary>
    public float[] Answers(PartRows rows, int[] numbers, CancellationToken cancellation)
    {
        var answers = new float[checked((network.Tagging is null ? numbers.Length : numbers.Sum(n => rows.LengthOf(n) - 1)) * shape.Outputs)];
        var layout = shape.Layout;
        var isWide = layout.Image.Count > 0 || (layout.Fields == 0 && layout.Entries > 0);
        var values = Math.Max(shape.Outputs, isWide ? PerValue * Math.Max(layout.Values, layout.Longest) : layout.Values);
        var plan = BatchPlan.InOrder(numbers, Math.Clamp(MostValues / values, 16, MostRows));
        TorchSession.WithoutGradients(() =>
        {
            var at = 0;
            foreach (var batch in new BatchReader(rows, _ => { }).Read(plan, _ => 0, cancellation))
            {
                using var scope = parts.Torch.Scope();
                var answer = network.Forward(Batch.Of(parts.Torch, batch), training: false);
                if (network.Tagging is null)
                {
                    answer.Read(answers.AsSpan(at, batch.Count * shape.Outputs));
                    at += batch.Count * shape.Outputs;
                    continue;
                }

                var all = answer.ToArray<float>();
                var stride = (batch.Longest - 1) * shape.Outputs;
                for (var row = 0; row < batch.Count; row++)
                {
                    var own = all.AsSpan(row * stride, (int)(batch.Lengths[row] - 1) * shape.Outputs);
                    own.CopyTo(answers.AsSpan(at));
                    at += own.Length;
                }
            }
        });
        return answers;
    }
}
