namespace Lepton.Training.Search;

/// <summary>
/// How much each dimension decides which trials are good: how far the density of the best trials' values is from that of all trials, as shares of the whole
/// (PED-ANOVA: Watanabe, Bansal and Hutter 2023, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces", equation 16, with the best tenth).
/// </summary>
public static class Importance
{
    /// <summary>Fewer trials tell nothing.</summary>
    public const int LeastTrials = 10;

    private const double Best = 0.1;
    private const int LeastBest = 3;
    private const int Places = 50;

    /// <summary>Shares in the order of the space, which sum to 1; empty where there are too few trials, or nothing tells good ones apart.</summary>
    /// <param name="trials">Their losses are finite where they succeeded.</param>
    /// <param name="objective">Index of the loss that is looked at.</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<Dimension> space, IReadOnlyList<Observation> trials, int objective)
    {
        var succeeded = trials.Where(t => double.IsFinite(t.Losses[objective])).ToList();
        if (succeeded.Count < LeastTrials)
        {
            return [];
        }

        // What seldom counts decides seldom.
        var parts = space.Select(d => Distance(d, [.. succeeded.Where(t => t.Values.ContainsKey(d.Name)).Select(t => (t.Values[d.Name], t.Losses[objective]))]) * succeeded.Count(t => t.Values.ContainsKey(d.Name)) / succeeded.Count).ToList();
        var all = parts.Sum();
        return all > 0 ? [.. parts.Select(p => p / all)] : [];
    }

    // Pearson's divergence of the densities, over evenly spaced places. Of a dimension that does not always count, among the trials where it does.
    private static double Distance(Dimension dimension, IReadOnlyList<(double Value, double Loss)> trials)
    {
        var count = Math.Max(LeastBest, (int)Math.Ceiling(Best * trials.Count));
        if (trials.Count <= count || dimension.Low == dimension.High)
        {
            return 0;
        }

        var good = new ParzenEstimator(dimension, [.. trials.Select((t, i) => (t.Value, t.Loss, i)).OrderBy(t => t.Loss).ThenBy(t => t.i).Take(count).OrderBy(t => t.i).Select(t => t.Value)]);
        var any = new ParzenEstimator(dimension, [.. trials.Select(t => t.Value)]);
        var (sum, mass) = (0.0, 0.0);
        foreach (var value in Values(dimension))
        {
            var density = Math.Exp(any.LogDensity(value));
            var ratio = Math.Exp(good.LogDensity(value)) / density;
            sum += density * (ratio - 1) * (ratio - 1);
            mass += density;
        }

        return sum / mass;
    }

    private static IEnumerable<double> Values(Dimension dimension) => dimension.Kind == DimensionKind.Choice || (dimension.Kind == DimensionKind.Integer && dimension.High - dimension.Low < Places)
        ? Enumerable.Range(0, (int)(dimension.High - dimension.Low) + 1).Select(i => dimension.Low + i)
        : Enumerable.Range(0, Places).Select(i => dimension.FromLine(dimension.ToLine(dimension.Low) + ((i + 0.5) / Places * (dimension.ToLine(dimension.High) - dimension.ToLine(dimension.Low)))));
}
