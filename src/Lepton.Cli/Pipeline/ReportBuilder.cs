using System.Text.Json.Nodes;
using Lepton.Cli.Commands;
using Lepton.Cli.Locks;
using Lepton.Cli.Output;
using Lepton.Core.Events;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Statistics;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Report;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Cli.Pipeline;

/// <summary>Makes a report out of what became of models.</summary>
internal sealed class ReportBuilder(Session session, References references)
{
    private readonly Workspace workspace = session.Workspace!;
    private readonly LocalStore store = new(session.Workspace!.StoreFolder);

    public async Task<ChangeReport> BuildAsync(IReadOnlyList<ModelOutcome> outcomes, CancellationToken cancellation)
    {
        var repository = await GitRepository.FindAsync(workspace.Root, cancellation);
        await using var remote = await RemoteConnection.OpenAsync(workspace, store, d => session.Tell([d]), cancellation);
        var uses = new TestSetUse(store, remote);
        var models = new List<ReportedModel>();
        foreach (var outcome in outcomes.OrderBy(o => o.Model.Name, StringComparer.Ordinal))
        {
            models.Add(await ModelAsync(outcome, repository, uses, cancellation));
        }

        var head = repository is null ? null : await repository.FindCommitAsync("HEAD", cancellation);
        var isDirty = head is not null && !await repository!.IsCleanAsync(workspace.Root, cancellation);
        if (repository is null || (references.Base ?? session.Left) is not { } revision)
        {
            return new ChangeReport(references.Base, head, isDirty, models, [], [], []);
        }

        var reader = new RevisionReader(workspace.Root);
        var before = await reader.AtAsync(repository, revision.Name, revision.Commit, cancellation);
        var tree = reader.WorkingTree();
        var now = tree with { Locks = Locks(tree, outcomes) };
        var changes = ModelChange.Of(before, now);
        var gone = before.Specs.Where(s => s.Kind == "Model" && !now.Specs.Any(n => n.Kind == "Model" && n.Name == s.Name)).Select(s => s.Name).ToList();
        var duck = changes.Any(m => m.IsOtherData) ? session.Engines.Duck : null;
        return new ChangeReport(revision, head, isDirty, models, gone, [.. SpecChange.Of(before, now).Select(s => new ReportedChange(s.Path, [.. ChangeWords.Of(s)]))], [.. DatasetChange.Of(changes, store, duck, cancellation).Select(d => new ReportedChange(d.Name, [.. ChangeWords.Of(d)]))]);
    }

    private async Task<ReportedModel> ModelAsync(ModelOutcome outcome, GitRepository? repository, TestSetUse uses, CancellationToken cancellation)
    {
        var facts = outcome.Steps.GetValueOrDefault("compare")?.Result?.Facts;
        var data = outcome.Steps.GetValueOrDefault("data")?.Result;
        var train = outcome.Steps.GetValueOrDefault("train")?.Result?.Find("model");
        var failed = outcome.Steps.Values.FirstOrDefault(s => s.Status == StepStatus.Failed) ?? outcome.Steps.Values.FirstOrDefault(s => s.Result is null);
        return new ReportedModel(
            outcome.Model.Name,
            outcome.Model.Description,
            ReportedModel.MetricOf(outcome.Model, outcome.Verdicts),
            outcome.Model.Evaluation.Confidence,
            outcome.Model.Gates.Count,
            session.Affected?.FirstOrDefault(a => a.Model.Name == outcome.Model.Name)?.Reasons ?? [],
            failed is null ? null : failed.Diagnostics.Count > 0 ? $"{failed.Step.Kind}: {failed.Diagnostics[0].Message}" : $"{failed.Step.Kind} {Specs.Schema.Words.Of(failed.Status)}",
            outcome.Verdicts,
            Metrics(outcome),
            outcome.Steps.GetValueOrDefault("cross-validate")?.Result?.Facts["metrics"] is JsonObject folds
                ? new ReportedFolds(outcome.Model.Evaluation.Folds, outcome.Model.Evaluation.Repeats, MetricOrder.Of(outcome.Model, folds).ToDictionary(m => m.Key, m => MetricEstimate.FromJson(m.Value!), StringComparer.Ordinal))
                : null,
            outcome.Steps.GetValueOrDefault("seeds")?.Result?.Facts["metrics"] is JsonObject seeds
                ? new ReportedSeeds(outcome.Model.Evaluation.Seeds, MetricOrder.Of(outcome.Model, seeds).ToDictionary(m => m.Key, m => SeedSpread.FromJson(m.Value), StringComparer.Ordinal))
                : null,
            facts is null ? [] : ComparisonResult.Of(facts),
            references.ByModel.GetValueOrDefault(outcome.Model.Name)?.ToDictionary(r => r.Name, r => r.Origin, StringComparer.Ordinal) ?? [],
            Curves(outcome),
            data?.Facts["rows"] is JsonObject rows ? rows.ToDictionary(r => r.Key, r => (long)r.Value!, StringComparer.Ordinal) : [],
            [.. outcome.Steps.Values.Where(s => s.Result is not null).Select(s => new ReportedStep(s.Step.Kind, s.Result!.Seconds, s.Status == StepStatus.Reused))],
            train is null ? null : (train.Blob.ToString(), train.Size),
            data?.Find("test") is { } test ? await uses.CountAsync(repository, test.Content, Workspace.LockPath(outcome.Model), cancellation) : 0);
    }

    // What a lock vouches for has no figures in the store: its own are shown then.
    private static Dictionary<string, MetricEstimate> Metrics(ModelOutcome outcome)
    {
        if (outcome.Steps.GetValueOrDefault("evaluate")?.Result?.Facts["metrics"] is JsonObject measured)
        {
            return measured.ToDictionary(m => m.Key, m => MetricEstimate.FromJson(m.Value!), StringComparer.Ordinal);
        }

        var locked = LockFile.Read(Workspace.LockPath(outcome.Model), [])?.Root["metrics"] as JsonObject ?? [];
        double Read(JsonNode? node) => node is not null && double.TryParse(node.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        return locked.ToDictionary(
            m => m.Key,
            m => new MetricEstimate(Read(m.Value!["value"]), new Interval(Read(m.Value["low"]), Read(m.Value["high"])), Interval.None, 0, "lock", double.NaN),
            StringComparer.Ordinal);
    }

    private JsonObject? Curves(ModelOutcome outcome) =>
        outcome.Steps.GetValueOrDefault("compare")?.Result?.Find("curves") is { } output && store.Blobs.Contains(output.Blob)
            ? JsonNode.Parse(File.ReadAllBytes(store.Blobs.PathOf(output.Blob))) as JsonObject
            : null;

    // As the locks would be if they were written now.
    private SortedDictionary<string, LockFile> Locks(Revision tree, IReadOnlyList<ModelOutcome> outcomes)
    {
        var locks = new SortedDictionary<string, LockFile>(tree.Locks.ToDictionary(l => l.Key, l => l.Value), StringComparer.Ordinal);
        foreach (var outcome in outcomes.Where(o => o.Succeeded && o.Steps.GetValueOrDefault("evaluate")?.Result?.Facts["metrics"] is not null))
        {
            var steps = outcome.Steps;
            locks[outcome.Model.Name] = LockBuilder.Build(outcome.Model, workspace.Datasets[outcome.Model.Dataset], steps["data"].Result!, steps["train"].Result!, steps["evaluate"].Result!, [.. LockBuilder.Summaries.Select(k => steps.GetValueOrDefault(k)?.Result).OfType<StepResult>()], steps["gate"].Result!, Device.Class);
        }

        return locks;
    }
}
