namespace Lepton.Training.Search;

/// <summary>Which trials are better. Of several objectives none outweighs another: a trial is better than one that is worse in all that it differs in.</summary>
public static class Ranking
{
    /// <summary>Indexes of trials, the best first; among equals the one that came first.</summary>
    public static IReadOnlyList<int> Order(IReadOnlyList<Observation> trials)
    {
        if (trials.Count > 0 && trials[0].Losses.Count == 1)
        {
            return [.. Enumerable.Range(0, trials.Count).OrderBy(i => trials[i].Losses[0]).ThenBy(i => i)];
        }

        // Front by front; within a front by the sum of the ranks.
        var places = Enumerable.Range(0, trials.Count == 0 ? 0 : trials[0].Losses.Count).Select(o =>
        {
            var order = Enumerable.Range(0, trials.Count).OrderBy(i => trials[i].Losses[o]).ToList();
            var place = new int[trials.Count];
            for (var r = 0; r < order.Count; r++)
            {
                place[order[r]] = r > 0 && trials[order[r]].Losses[o] == trials[order[r - 1]].Losses[o] ? place[order[r - 1]] : r;
            }

            return place;
        }).ToList();
        var left = Enumerable.Range(0, trials.Count).ToList();
        var ordered = new List<int>();
        while (left.Count > 0)
        {
            var front = left.Where(i => !left.Any(j => IsBetter(trials[j].Losses, trials[i].Losses))).ToList();
            ordered.AddRange(front.OrderBy(i => places.Sum(p => p[i])).ThenBy(i => i));
            left.RemoveAll(front.Contains);
        }

        return ordered;
    }

    /// <summary>Indexes of the trials that no other one is better than, in their order (the Pareto front).</summary>
    public static IReadOnlyList<int> Front(IReadOnlyList<Observation> trials) =>
        [.. Enumerable.Range(0, trials.Count).Where(i => trials[i].Losses.All(double.IsFinite) && !trials.Any(t => IsBetter(t.Losses, trials[i].Losses)))];

    /// <summary>Whether one is better than the other: better in some objective, worse in none.</summary>
    /// <param name="one">Losses, one an objective.</param>
    /// <param name="other">As many.</param>
    public static bool IsBetter(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var differs = false;
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i] > other[i])
            {
                return false;
            }

            differs |= one[i] < other[i];
        }

        return differs;
    }
}
