using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>Differences of several metrics over the same rows, by metric and method.</summary>
internal sealed class PairedDifferences(IReadOnlyDictionary<(string Metric, GateMethod Method), PairedDifference> all)
{
    public static PairedDifferences None { get; } = new(new Dictionary<(string, GateMethod), PairedDifference>());

    /// <summary>Each metric by the method that suits it best.</summary>
    public IEnumerable<PairedDifference> Usual => all.Where(d => d.Key.Method == GateMethod.Auto).Select(d => d.Value);

    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public PairedDifference this[string metric, GateMethod method] => all[(metric, method)];

    /// <summary>What a model's gates and tables ask for.</summary>
    public static PairedDifferences Of(ModelSpec model, PairedEstimator estimator, IReadOnlyList<string> metrics, CancellationToken cancellation)
    {
        var wanted = metrics.Select(m => (m, GateMethod.Auto)).Concat(model.Gates.Where(g => g.Against is not null).Select(g => (g.Metric!, g.Method))).Distinct().ToList();
        var differences = estimator.Run(wanted, cancellation);
        return new PairedDifferences(wanted.Zip(differences).ToDictionary(p => p.First, p => p.Second));
    }
}
