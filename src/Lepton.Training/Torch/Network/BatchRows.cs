namespace Lepton.Training.Torch.Network;

/// <summary>Memory for the rows of a step, used again and again: it only grows.</summary>
/// <param name="width">Numbers of a row.</param>
/// <param name="isFixed">Whether all rows have as many tokens.</param>
internal sealed class BatchRows(int width, bool isFixed)
{
    public int Width => width;

    public bool IsFixed => isFixed;

    public int Count { get; private set; }

    /// <summary>Tokens of the longest row.</summary>
    public int Longest { get; private set; }

    /// <summary>[Count, Width].</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>[Count, Longest], padded with 0.</summary>
    public long[] Tokens { get; private set; } = [];

    /// <summary>Where tokens have tags, their numbers; where some are hidden, those: [Count, Longest], else 0.</summary>
    public long[] Labels { get; private set; } = [];

    /// <summary>Places of the tokens that are hidden, of all rows one after the other.</summary>
    public long[] Hidden { get; set; } = [];

    /// <summary>The tokens of the text that is to be written for each row, their end among them; empty where none is.</summary>
    public IReadOnlyList<long[]> Answers { get; set; } = [];

    public long[] Lengths { get; private set; } = [];

    /// <summary>Class indices, or values; where rows are mixed, those of the first.</summary>
    public double[] Targets { get; private set; } = [];

    public double[] Weights { get; private set; } = [];

    /// <summary>Where rows are mixed: the row that each is mixed with.</summary>
    public int[]? Partners { get; set; }

    /// <summary>Share of a row itself in the mixture, in [0, 1].</summary>
    public double Share { get; set; } = 1;

    /// <summary>What random changes of these rows are drawn from, and dropout.</summary>
    public ulong Seed { get; set; }

    /// <summary>The share of a step's loss that these rows have, where processes share its rows.</summary>
    public double Part { get; set; } = 1;

    /// <summary>Makes room, and clears the tokens.</summary>
    public void Reset(int count, int longest)
    {
        (Count, Longest, Partners, Share, Part, Hidden, Answers) = (count, longest, null, 1, 1, [], []);
        Values = Room(Values, count * width);
        Tokens = Room(Tokens, count * longest);
        Lengths = Room(Lengths, count);
        Targets = Room(Targets, count);
        Weights = Room(Weights, count);
        Labels = Room(Labels, count * longest);
        Tokens.AsSpan(0, count * longest).Clear();
        Labels.AsSpan(0, count * longest).Clear();
    }

    /// <summary>Keeps some of the rows, in a row; those that they are mixed with stand behind them with their targets and weights.</summary>
    public void Keep(int first, int count)
    {
        double[] targets = [.. Enumerable.Range(first, count).Select(i => Targets[i]), .. Enumerable.Range(first, Partners is null ? 0 : count).Select(i => Targets[Partners![i]])];
        double[] weights = [.. Enumerable.Range(first, count).Select(i => Weights[i]), .. Enumerable.Range(first, Partners is null ? 0 : count).Select(i => Weights[Partners![i]])];
        (Targets, Weights) = (Room(Targets, targets.Length), Room(Weights, weights.Length));
        targets.CopyTo(Targets, 0);
        weights.CopyTo(Weights, 0);
        Partners = Partners is null ? null : [.. Enumerable.Range(count, count)];
        Array.Copy(Values, first * width, Values, 0, count * width);
        Array.Copy(Tokens, first * Longest, Tokens, 0, count * Longest);
        Array.Copy(Labels, first * Longest, Labels, 0, count * Longest);
        Array.Copy(Lengths, first, Lengths, 0, Math.Min(count, Lengths.Length - first));
        var (start, end) = ((long)first * Longest, (long)(first + count) * Longest);
        Hidden = [.. Hidden.Where(at => at >= start && at < end).Select(at => at - start)];
        Answers = [.. Answers.Skip(first).Take(Answers.Count == 0 ? 0 : count)];
        Count = count;
    }

    private static T[] Room<T>(T[] array, int count) => array.Length >= count ? array : new T[count];
}
