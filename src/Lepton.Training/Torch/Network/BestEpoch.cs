using Lepton.Specs.Metrics;

namespace Lepton.Training.Torch.Network;

/// <summary>The best epoch so far, by a metric on the validation part.</summary>
/// <param name="metric">Null where nothing is stopped.</param>
internal sealed class BestEpoch(string? metric)
{
    private readonly bool isHigherBetter = metric is not null && MetricCatalog.Get(metric).HigherIsBetter;
    private double best = double.NaN;

    /// <summary>From 0.</summary>
    public int Epoch { get; private set; } = -1;

    /// <summary>The parameters of that epoch, or null where there was none.</summary>
    public IReadOnlyDictionary<string, float[]>? Network { get; private set; }

    public bool Improves(double value, int epoch)
    {
        // What is not defined is no better than anything.
        if (double.IsNaN(value) || (Epoch >= 0 && !(isHigherBetter ? value > best : value < best)))
        {
            return false;
        }

        (best, Epoch) = (value, epoch);
        return true;
    }

    /// <summary>The best value, NaN where there is none yet.</summary>
    public double Value => best;

    /// <summary>Goes on with what was the best before.</summary>
    public void Resume(double value, int epoch, IReadOnlyDictionary<string, float[]>? network)
    {
        (best, Epoch) = (value, epoch);
        Network = network;
    }

    public void Keep(IReadOnlyDictionary<string, float[]> network) => Network = network;

    /// <summary>Whether so many epochs have brought nothing.</summary>
    public bool IsOver(int epoch, int patience) => Epoch >= 0 && epoch - Epoch >= patience;
}
