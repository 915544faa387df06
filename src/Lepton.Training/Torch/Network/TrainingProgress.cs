using System.Globalization;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>Tells how far a training is: loss, metric, rows a second, time left.</summary>
internal sealed class TrainingProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Action<TorchEvent> tell;
    private readonly TimeProvider clock;
    private readonly int epochs;
    private readonly int rows;
    private readonly int first;
    private readonly long started;
    private readonly List<TorchEvent> metrics = [];
    private long told;
    private int epoch;
    private long seen;
    private double total;

    /// <param name="rows">Of an epoch.</param>
    /// <param name="first">The epoch that begins, from 0.</param>
    /// <param name="earlier">What the epochs before it were told to have brought.</param>
    public TrainingProgress(Action<TorchEvent> tell, TimeProvider clock, int epochs, int rows, int first, IReadOnlyList<TorchEvent> earlier)
    {
        (this.tell, this.clock, this.epochs, this.rows, this.first, epoch) = (tell, clock, epochs, rows, first, first);
        started = told = clock.GetTimestamp();
        if (first > 0)
        {
            tell(new TorchEvent("progress", $"going on after epoch {first.ToString(CultureInfo.InvariantCulture)}", first / (double)epochs));
        }

        foreach (var metric in earlier)
        {
            TellMetric(metric);
        }
    }

    /// <summary>The loss on the training rows and the metric on the validation rows of each epoch that has ended.</summary>
    public IReadOnlyList<TorchEvent> Metrics => metrics;

    /// <param name="loss">The sum over the rows of a step.</param>
    public void Add(int count, double loss)
    {
        seen += count;
        total += loss;
        if (seen < rows && clock.GetElapsedTime(told) >= Pause)
        {
            Tell(string.Empty);
        }
    }

    /// <exception cref="TorchException">The epoch's loss is no number.</exception>
    public void RequireFinite()
    {
        if (!double.IsFinite(total))
        {
            throw new TorchException("training", $"the loss of epoch {(epoch + 1).ToString(CultureInfo.InvariantCulture)} is no number: lower the learning rate, or set clip-norm");
        }
    }

    /// <param name="measured">A metric on the validation part, or null.</param>
    public void EndEpoch((string Metric, double Value)? measured)
    {
        var text = string.Empty;
        TellMetric(new TorchEvent("metric", "loss", total / Math.Max(1, seen), epoch + 1));
        if (measured is var (undefined, nothing) && double.IsNaN(nothing))
        {
            text = $", {undefined} is not defined for the validation part";
        }
        else if (measured is var (metric, value))
        {
            TellMetric(new TorchEvent("metric", metric, value, epoch + 1));
            text = string.Create(CultureInfo.InvariantCulture, $", {metric} on the validation part {value:G5}");
        }

        Tell(text);
        (seen, total) = (0, 0);
        epoch++;
    }

    private void TellMetric(TorchEvent metric)
    {
        metrics.Add(metric);
        tell(metric);
    }

    private void Tell(string more)
    {
        told = clock.GetTimestamp();
        var done = epoch + (seen / (double)rows);
        var seconds = Math.Max(1e-9, clock.GetElapsedTime(started).TotalSeconds);
        var left = (epochs - done) * seconds / Math.Max(1e-9, done - first);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch + 1} of {epochs}, loss {total / Math.Max(1, seen):G5}{more}, {(done - first) * rows / seconds:N0} rows/s, at most {Duration(left)} left");
        tell(new TorchEvent("progress", text, done / epochs));
    }

    private static string Duration(double seconds) => seconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds)} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60)} min");
}
