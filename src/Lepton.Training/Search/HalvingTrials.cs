namespace Lepton.Training.Search;

/// <summary>Successive halving (Jamieson and Talwalkar 2016): all values on the lowest rung, then the best of them on the next one, until one rung has all rounds.</summary>
/// <param name="trials">Number of different values.</param>
public sealed class HalvingTrials(ISampler sampler, int trials, Rungs rungs, int objectives) : ISearchMethod
{
    private readonly IReadOnlyList<int> levels = rungs.Rounds;

    public IReadOnlyList<PlannedTrial> Next(IReadOnlyList<FinishedTrial> done, int most)
    {
        IReadOnlyList<PlannedTrial> rung = [.. Enumerable.Range(0, Math.Min(trials, sampler.Count ?? trials)).Select(i => new PlannedTrial(i, sampler.Sample(i, [], []), levels[0]))];
        foreach (var level in levels)
        {
            var own = done.Where(d => d.Plan.Rounds == level).ToList();
            var left = rung.Where(p => own.TrueForAll(o => o.Plan.Index != p.Index)).Take(most).ToList();
            if (left.Count > 0)
            {
                return left;
            }

            var best = Ranking.Order([.. own.Select(o => o.Observe(objectives))]).Take(Math.Max(1, own.Count / rungs.Reduction)).Select(i => own[i]).Where(o => o.Losses is not null);
            var above = levels.FirstOrDefault(l => l > level);
            rung = above == 0 ? [] : [.. best.Select(b => b.Plan with { Rounds = above }).OrderBy(p => p.Index)];
        }

        return [];
    }
}
