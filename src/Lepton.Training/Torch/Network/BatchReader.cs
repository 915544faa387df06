using System.Collections.Concurrent;

namespace Lepton.Training.Torch.Network;

/// <summary>Reads the rows of the next steps while a step is under way.</summary>
/// <param name="change">What is done to the rows of a step once they are read: random changes, all drawn from the seed of the step.</param>
internal sealed class BatchReader(PartRows rows, Action<BatchRows> change)
{
    private const int Ahead = 2;

    /// <summary>The batches of a plan in their order; each is good until the next one is asked for.</summary>
    /// <param name="seed">The seed of each step, by its number.</param>
    public IEnumerable<BatchRows> Read(BatchPlan plan, Func<int, ulong> seed, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var ready = new BlockingCollection<BatchRows>(Ahead);
        using var free = new BlockingCollection<BatchRows>();
        for (var i = 0; i < Ahead + 1; i++)
        {
            free.Add(rows.NewBatch(), cancellation);
        }

        var reading = Task.Run(() => Fill(plan, seed, free, ready, stop.Token), CancellationToken.None);
        try
        {
            foreach (var batch in ready.GetConsumingEnumerable(cancellation))
            {
                yield return batch;
                free.Add(batch, cancellation);
            }
        }
        finally
        {
            // Whoever leaves early does not leave a reader behind; one that failed says why.
            stop.Cancel();
            reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        }

        reading.GetAwaiter().GetResult();
    }

    private void Fill(BatchPlan plan, Func<int, ulong> seed, BlockingCollection<BatchRows> free, BlockingCollection<BatchRows> ready, CancellationToken stop)
    {
        try
        {
            for (var batch = 0; batch < plan.Batches; batch++)
            {
                var own = free.Take(stop);
                rows.Read(plan.RowsOf(batch), own);
                own.Seed = seed(batch);
                change(own);
                ready.Add(own, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody asks for more.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
