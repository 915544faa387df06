namespace Lepton.Training.Torch.Network;

/// <summary>Which rows each step of an epoch sees: in random order, where rows have tokens those of like lengths together.</summary>
/// <param name="Order">Numbers of rows.</param>
/// <param name="Starts">Where each batch begins in the order, and at the end where the last one ends.</param>
internal sealed record BatchPlan(long[] Order, int[] Starts)
{
    // Rows are sorted by length within so many batches: padding is little, and the order stays random.
    private const int Pool = 50;

    public int Batches => Starts.Length - 1;

    /// <summary>The numbers of a batch's rows.</summary>
    public ReadOnlySpan<long> RowsOf(int batch) => Order.AsSpan(Starts[batch]..Starts[batch + 1]);

    /// <summary>The plan of an epoch; it follows from seed and epoch alone.</summary>
    public static BatchPlan Of(PartRows rows, int batchSize, long seed, int epoch)
    {
        var order = Shuffle.Order(rows.Count, seed, epoch);
        var batches = (rows.Count + batchSize - 1) / batchSize;
        var starts = new int[batches + 1];
        for (var batch = 1; batch <= batches; batch++)
        {
            starts[batch] = (int)Math.Min((long)batch * batchSize, rows.Count);
        }

        return rows.IsFixed || rows.LengthOf(0) == 0 ? new BatchPlan(order, starts) : Bucketed(rows, order, starts, batchSize, seed, epoch);
    }

    /// <summary>Rows in an order that is given.</summary>
    public static BatchPlan InOrder(int[] rows, int batchSize)
    {
        var starts = Enumerable.Range(0, (rows.Length + batchSize - 1) / batchSize).Select(b => b * batchSize).Append(rows.Length).ToArray();
        return new BatchPlan(Array.ConvertAll(rows, r => (long)r), starts);
    }

    // Equal lengths keep their random order, and the batches are shuffled.
    private static BatchPlan Bucketed(PartRows rows, long[] order, int[] starts, int batchSize, long seed, int epoch)
    {
        for (var first = 0; first < order.Length; first += Pool * batchSize)
        {
            var pool = order.AsSpan(first, Math.Min(Pool * batchSize, order.Length - first));
            long[] sorted = [.. pool.ToArray().OrderBy(rows.LengthOf)];
            sorted.CopyTo(pool);
        }

        var mixed = new long[order.Length];
        var places = new int[starts.Length];
        var batches = Shuffle.Order(starts.Length - 1, seed, ~epoch);
        for (var batch = 0; batch < batches.Length; batch++)
        {
            var own = order.AsSpan(starts[batches[batch]]..starts[batches[batch] + 1]);
            own.CopyTo(mixed.AsSpan(places[batch]));
            places[batch + 1] = places[batch] + own.Length;
        }

        return new BatchPlan(mixed, places);
    }
}
