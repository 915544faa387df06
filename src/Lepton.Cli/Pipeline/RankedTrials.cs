using Lepton.Training.Search;

namespace Lepton.Cli.Pipeline;

/// <summary>Trials in the order of what came of them.</summary>
internal static class RankedTrials
{
    /// <summary>Those that succeeded, the best first.</summary>
    public static IReadOnlyList<TrialOutcome> Of(SearchPlan plan, IEnumerable<TrialOutcome> trials)
    {
        var succeeded = trials.Where(t => t.Objectives is not null).ToList();
        return [.. Ranking.Order([.. succeeded.Select(t => new Observation(t.Plan.Values, plan.Losses(t.Objectives!)))]).Select(i => succeeded[i])];
    }
}
