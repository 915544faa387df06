namespace Lepton.Training.Search;

/// <summary>A number of proposals, each trained in full.</summary>
public sealed class SampledTrials(ISampler sampler, int trials, int objectives) : ISearchMethod
{
    public IReadOnlyList<PlannedTrial> Next(IReadOnlyList<FinishedTrial> done, int most)
    {
        var observed = done.Select(d => d.Observe(objectives)).ToList();
        var next = new List<PlannedTrial>();
        while (next.Count < most && done.Count + next.Count < Math.Min(trials, sampler.Count ?? trials))
        {
            var index = done.Count + next.Count;
            next.Add(new PlannedTrial(index, sampler.Sample(index, observed, [.. next.Select(n => n.Values)]), null));
        }

        return next;
    }
}
