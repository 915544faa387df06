namespace Lepton.Training.Search;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2): whatever is among the best of its rung is promoted to the next
/// one, from the highest rung down; where nothing is to be promoted, new values are tried on the lowest. What is decided depends on results alone and not on when they came.
/// </summary>
/// <param name="trials">Number of different values.</param>
public sealed class AshaTrials(ISampler sampler, int trials, Rungs rungs, int objectives) : ISearchMethod
{
    private readonly IReadOnlyList<int> levels = rungs.Rounds;

    public IReadOnlyList<PlannedTrial> Next(IReadOnlyList<FinishedTrial> done, int most)
    {
        var next = new List<PlannedTrial>();
        while (next.Count < most && (Promotion(done, next) ?? New(done, next)) is { } trial)
        {
            next.Add(trial);
        }

        return next.Count == 0 && Last(done) is { } last ? [last] : next;
    }

    // With few trials no rung may fill enough for a promotion: the best so far goes up all the same, so that a winner has had all rounds.
    private PlannedTrial? Last(IReadOnlyList<FinishedTrial> done)
    {
        for (var rung = levels.Count - 1; rung >= 0; rung--)
        {
            var own = done.Where(d => d.Plan.Rounds == levels[rung] && d.Losses is not null).ToList();
            if (own.Count > 0)
            {
                return rung == levels.Count - 1 || done.Any(d => d.Plan.Rounds == levels[rung + 1]) ? null : own[Ranking.Order([.. own.Select(o => o.Observe(objectives))])[0]].Plan with { Rounds = levels[rung + 1] };
            }
        }

        return null;
    }

    private PlannedTrial? Promotion(IReadOnlyList<FinishedTrial> done, List<PlannedTrial> pending)
    {
        for (var rung = levels.Count - 2; rung >= 0; rung--)
        {
            var own = done.Where(d => d.Plan.Rounds == levels[rung]).ToList();
            var above = done.Select(d => d.Plan).Concat(pending).Where(p => p.Rounds == levels[rung + 1]).Select(p => p.Index).ToHashSet();
            var best = Ranking.Order([.. own.Select(o => o.Observe(objectives))]).Take(own.Count / rungs.Reduction).Select(i => own[i]);
            if (best.FirstOrDefault(b => b.Losses is not null && !above.Contains(b.Plan.Index)) is { } promoted)
            {
                return promoted.Plan with { Rounds = levels[rung + 1] };
            }
        }

        return null;
    }

    private PlannedTrial? New(IReadOnlyList<FinishedTrial> done, List<PlannedTrial> pending)
    {
        var index = done.Select(d => d.Plan).Concat(pending).Select(p => p.Index + 1).DefaultIfEmpty(0).Max();
        return index < Math.Min(trials, sampler.Count ?? trials) ? new PlannedTrial(index, sampler.Sample(index, [], []), levels[0]) : null;
    }
}
