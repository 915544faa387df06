namespace Lepton.Training.Torch.Network;

/// <summary>The most probable tags by a conditional random field (Viterbi 1967), the first of equals: what the exported graph does.</summary>
/// <param name="start">[K].</param>
/// <param name="end">[K].</param>
/// <param name="transitions">[K, K], from the row's tag to the column's.</param>
internal sealed class Viterbi(float[] start, float[] end, float[] transitions)
{
    /// <param name="scores">[L, K] of one sequence.</param>
    public int[] Decode(ReadOnlySpan<float> scores)
    {
        var kinds = start.Length;
        var steps = scores.Length / kinds;
        if (steps == 0)
        {
            return [];
        }

        var pointers = new int[steps * kinds];
        var (best, next) = (new float[kinds], new float[kinds]);
        for (var tag = 0; tag < kinds; tag++)
        {
            best[tag] = start[tag] + scores[tag];
        }

        for (var step = 1; step < steps; step++)
        {
            for (var tag = 0; tag < kinds; tag++)
            {
                var from = 0;
                for (var other = 1; other < kinds; other++)
                {
                    from = best[other] + transitions[(other * kinds) + tag] > best[from] + transitions[(from * kinds) + tag] ? other : from;
                }

                pointers[(step * kinds) + tag] = from;
                next[tag] = best[from] + transitions[(from * kinds) + tag] + scores[(step * kinds) + tag];
            }

            (best, next) = (next, best);
        }

        var tags = new int[steps];
        for (var tag = 1; tag < kinds; tag++)
        {
            tags[^1] = best[tag] + end[tag] > best[tags[^1]] + end[tags[^1]] ? tag : tags[^1];
        }

        for (var step = steps - 1; step > 0; step--)
        {
            tags[step - 1] = pointers[(step * kinds) + tags[step]];
        }

        return tags;
    }
}
