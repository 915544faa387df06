using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network.Families;

namespace Lepton.Training.Torch.Network.Decoding;

/// <summary>
/// Writes texts with libtorch, token by token, by the rules of <see cref="AnswerGraph"/>: as many answers as the beam is wide are followed at once,
/// one that has ended stays as it is.
/// </summary>
internal sealed class AnswerWriting(NetworkParts parts, WritingNetwork network, NetworkShape shape)
{
    // Of what is added up, relative to its size: less than this between what is followed and what is not may be rounding.
    private const double Rounding = 1e-4;
    private const double LeastSize = 10;

    private readonly int beam = shape.Set.Integer("beam");
    private readonly double penalty = shape.Set.Number("length-penalty");

    /// <summary>The tokens of each row's text, the end among them where there is one, and whether no other text was as good but for rounding.</summary>
    /// <param name="numbers">The rows, by number.</param>
    public IReadOnlyList<(int[] Tokens, bool IsClear)> Write(PartRows rows, int[] numbers, CancellationToken cancellation)
    {
        var texts = new List<(int[], bool)>(numbers.Length);
        if (numbers.Length == 0)
        {
            return texts;
        }

        TorchSession.WithoutGradients(() =>
        {
            foreach (var batch in new BatchReader(rows, _ => { }).Read(NetworkScoring.PlanOf(rows, shape, numbers), _ => 0, cancellation))
            {
                using var scope = parts.Torch.Scope();
                texts.AddRange(Write(Batch.Of(parts.Torch, batch), cancellation));
            }
        });
        return texts;
    }

    private IEnumerable<(int[] Tokens, bool IsClear)> Write(Batch batch, CancellationToken cancellation)
    {
        long[] owners = [.. Enumerable.Range(0, batch.Count * beam).Select(i => (long)(i / beam))];
        var each = parts.Torch.From(owners, owners.Length);
        var (memory, mask) = (parts.Sequences.Rows(network.Remember(batch), each), parts.Sequences.Rows(batch.Mask!, each));
        var isClear = Enumerable.Repeat(true, batch.Count).ToArray();
        var paths = Enumerable.Range(0, owners.Length).Select(i => new Path([], i % beam == 0 ? 0 : double.NegativeInfinity, false)).ToList();
        for (var step = 0; step < shape.AnswerLength && !paths.TrueForAll(p => p.HasEnded); step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = parts.Torch.Scope();
            long[] before = [.. paths.SelectMany(p => p.Tokens.Prepend(TextTokens.Start)).Select(t => (long)t)];
            var logs = Logs(network.Next(parts.Torch.From(before, paths.Count, step + 1), memory, mask).ToArray<float>());
            paths = [.. paths.Chunk(beam).SelectMany((own, row) => Extend(own, row, logs, isClear))];
        }

        return paths.Chunk(beam).Select((own, row) =>
        {
            var best = own.OrderByDescending(p => p.Weighed(penalty)).ToList();
            return (best[0].Tokens[..best[0].Length], isClear[row] && (beam == 1 || IsFar(best[0].Weighed(penalty), best[1].Weighed(penalty))));
        });
    }

    // The likeliest continuations of a row's answers; among equals the first.
    private IEnumerable<Path> Extend(Path[] own, int row, float[][] logs, bool[] isClear)
    {
        var best = new List<(Path Path, int Token, double Log)>(beam + 2);
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i].HasEnded)
            {
                Offer(best, own[i], TextTokens.Padding, own[i].LogProbability);
                continue;
            }

            var of = logs[(row * beam) + i];
            for (var token = 0; token < of.Length; token++)
            {
                Offer(best, own[i], token, own[i].LogProbability + of[token]);
            }
        }

        // One more than are followed is kept, to see how near it is.
        isClear[row] &= best.Count <= beam || IsFar(best[beam - 1].Log, best[beam].Log);
        return best.Take(beam).Select(b => b.Path.With(b.Token, b.Log));
    }

    private void Offer(List<(Path Path, int Token, double Log)> best, Path path, int token, double log)
    {
        if (best.Count > beam && !(log > best[^1].Log))
        {
            return;
        }

        var at = best.FindIndex(b => log > b.Log);
        best.Insert(at < 0 ? best.Count : at, (path, token, log));
        if (best.Count > beam + 1)
        {
            best.RemoveAt(beam + 1);
        }
    }

    // Both are negative, or minus infinity.
    private static bool IsFar(double better, double worse) => double.IsNegativeInfinity(worse) || better - worse > Rounding * Math.Max(LeastSize, -better);

    // Of tokens that a text may hold.
    private float[][] Logs(float[] margins)
    {
        var rows = margins.Chunk(shape.Outputs).ToArray();
        foreach (var row in rows)
        {
            foreach (var token in AnswerGraph.Never)
            {
                row[token] = float.NegativeInfinity;
            }

            var most = row.Max();
            var log = most + MathF.Log(row.Sum(m => MathF.Exp(m - most)));
            for (var i = 0; i < row.Length; i++)
            {
                row[i] -= log;
            }
        }

        return rows;
    }

    private sealed record Path(int[] Tokens, double LogProbability, bool HasEnded)
    {
        /// <summary>Tokens up to the end.</summary>
        public int Length { get; private init; }

        public double Weighed(double penalty) => LogProbability / Math.Pow(Length, penalty);

        public Path With(int token, double log) => new([.. Tokens, token], log, HasEnded || token == TextTokens.End) { Length = Length + (HasEnded ? 0 : 1) };
    }
}
