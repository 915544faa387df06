using Lepton.Training.Torch.Network.Augmentations;

namespace Lepton.Training.Torch.Network;

/// <summary>A network's answers for the rows of a part.</summary>
internal sealed class NetworkScoring(NetworkParts parts, NetworkModule network, NetworkShape shape)
{
    // Numbers that are in memory at once for each number or token of a row, in all, and rows.
    private const int MostValues = 1 << 20;
    private const int PerValue = 64;
    private const int MostRows = 4096;

    // Margins of texts that are written at once, and texts.
    private const int MostScores = 1 << 24;
    private const int MostTexts = 128;

    /// <summary>Margins, row-major [rows, outputs]; of a network that answers for tokens, or writes them, [tokens, outputs], those of all rows, of what is tagged the first of each aside.</summary>
    public float[] Answers(PartRows rows, CancellationToken cancellation) => Answers(rows, [.. Enumerable.Range(0, rows.Count)], cancellation);

    /// <summary>The same for some of the rows, by number.</summary>
    public float[] Answers(PartRows rows, int[] numbers, CancellationToken cancellation)
    {
        var outputs = shape.IsLanguage ? 3 : shape.Outputs;
        var isWriting = shape.AnswerLength > 0;
        var answers = new float[checked((isWriting ? numbers.Sum(n => rows.AnswerOf(n).Length) : network.Tagging is null ? numbers.Length : numbers.Sum(n => rows.LengthOf(n) - 1)) * outputs)];
        var plan = PlanOf(rows, shape, numbers);
        TorchSession.WithoutGradients(() =>
        {
            var at = 0;
            foreach (var batch in new BatchReader(rows, shape.IsLanguage ? HideAugmentation.Judge : _ => { }).Read(plan, _ => 0, cancellation))
            {
                using var scope = parts.Torch.Scope();
                var answer = network.Forward(Batch.Of(parts.Torch, batch), training: false);
                if (shape.IsLanguage)
                {
                    Judge(answer, batch, answers.AsSpan(at, batch.Count * outputs));
                    at += batch.Count * outputs;
                    continue;
                }

                if (network.Tagging is null)
                {
                    var count = (isWriting ? batch.Answers.Sum(a => a.Length) : batch.Count) * shape.Outputs;
                    answer.Read(answers.AsSpan(at, count));
                    at += count;
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

    /// <summary>So many rows at once as memory is meant to hold.</summary>
    public static BatchPlan PlanOf(PartRows rows, NetworkShape shape, int[] numbers)
    {
        if (shape.AnswerLength > 0)
        {
            var longest = numbers.Select(n => rows.AnswerOf(n).Length).DefaultIfEmpty(1).Max();
            return BatchPlan.InOrder(numbers, (int)Math.Clamp(MostScores / ((long)shape.Outputs * longest * shape.Set.Integer("beam")), 1, MostTexts));
        }

        var layout = shape.Layout;
        var isWide = layout.Image.Count > 0 || (layout.Fields == 0 && layout.Entries > 0);
        var values = Math.Max(shape.Outputs, isWide ? PerValue * Math.Max(layout.Values, layout.Longest) : layout.Values);
        return BatchPlan.InOrder(numbers, Math.Clamp(MostValues / values, 16, MostRows));
    }

    // Of each row the sum of -log p of its hidden tokens, how many of them are the likeliest, and how many there are.
    private void Judge(Tensor margins, BatchRows rows, Span<float> scores)
    {
        scores.Clear();
        var hidden = rows.Hidden;
        if (hidden.Length == 0)
        {
            return;
        }

        var sequences = parts.Sequences;
        var truth = parts.Torch.From([.. hidden.Select(at => rows.Labels[at])], hidden.Length, 1);
        var own = sequences.Gather(margins, 1, truth).ToArray<float>();
        var all = sequences.LogSumExp(margins, 1).ToArray<float>();
        var most = sequences.Largest(margins, 1).ToArray<float>();
        for (var i = 0; i < hidden.Length; i++)
        {
            var row = 3 * (int)(hidden[i] / rows.Longest);
            scores[row] += all[i] - own[i];
            scores[row + 1] += own[i] >= most[i] ? 1 : 0;
            scores[row + 2]++;
        }
    }
}
