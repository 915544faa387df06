using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Workspaces;

namespace Lepton.GitOps.Forge;

/// <summary>Gives models to the jobs of a build matrix.</summary>
public static class JobMatrix
{
    /// <summary>More jobs than this GitHub refuses (docs: Actions limits).</summary>
    public const int MostJobs = 256;

    /// <summary>
    /// One job a model, or where these were too many, jobs of several models of the same runner: the longest first, each to the job
    /// that has least to do (Graham's rule).
    /// </summary>
    /// <param name="models">Each with what its steps are known to take, in seconds.</param>
    /// <param name="runners">The first that suits a model gets it; the last, where none does.</param>
    /// <param name="most">Jobs at most.</param>
    public static IReadOnlyList<MatrixJob> Of(IReadOnlyList<(ModelSpec Model, Resources Resources, double? Seconds)> models, IReadOnlyList<RunnerSpec> runners, int most = MostJobs)
    {
        var byRunner = models.GroupBy(m => runners.FirstOrDefault(r => r.Suits(m.Resources)) ?? runners[^1])
            .OrderBy(g => string.Join(' ', g.Key.Labels), StringComparer.Ordinal).Select(g => (Runner: g.Key, Models: g.ToList())).ToList();
        var jobs = new List<MatrixJob>();
        var left = most;
        for (var i = 0; i < byRunner.Count; i++)
        {
            var (runner, own) = byRunner[i];
            var later = byRunner.Skip(i + 1).Sum(g => g.Models.Count);

            // In proportion to the models, and at least one a runner.
            var share = Math.Clamp((int)Math.Round((double)left * own.Count / (own.Count + later)), 1, Math.Max(1, left - (byRunner.Count - 1 - i)));
            var bins = Pack(own, Math.Min(own.Count, share));
            left -= bins.Count;
            jobs.AddRange(bins.Select(b => Job(b, runner)));
        }

        return jobs;
    }

    private static List<List<(ModelSpec Model, Resources Resources, double? Seconds)>> Pack(List<(ModelSpec Model, Resources Resources, double? Seconds)> models, int count)
    {
        // Of what is not known, the middle of what is known is the best guess.
        var known = models.Select(m => m.Seconds).OfType<double>().Order().ToList();
        var guess = known.Count == 0 ? 1 : known[known.Count / 2];
        var bins = Enumerable.Range(0, count).Select(_ => new List<(ModelSpec Model, Resources Resources, double? Seconds)>()).ToList();
        var queue = new PriorityQueue<int, (double, int)>(Enumerable.Range(0, count).Select(b => (b, (0.0, b))));
        foreach (var model in models.OrderByDescending(m => m.Seconds ?? guess).ThenBy(m => m.Model.Name, StringComparer.Ordinal))
        {
            queue.TryDequeue(out var bin, out var priority);
            bins[bin].Add(model);
            queue.Enqueue(bin, (priority.Item1 + (model.Seconds ?? guess), bin));
        }

        return bins;
    }

    private static MatrixJob Job(List<(ModelSpec Model, Resources Resources, double? Seconds)> models, RunnerSpec runner) => new(
        [.. models.Select(m => m.Model.Name).Order(StringComparer.Ordinal)],
        runner.Labels,
        models.Exists(m => m.Resources.Gpu > 0),
        models.TrueForAll(m => m.Seconds is not null) ? Math.Round(models.Sum(m => m.Seconds!.Value), 3) : null,
        models.TrueForAll(m => m.Resources.Time is not null) ? TimeSpan.FromSeconds(models.Sum(m => m.Resources.Time!.Value.TotalSeconds)) : null);
}
