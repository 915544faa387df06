using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Evaluation.Comparisons;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Git;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>Finds what models are compared with: the base branch's model, the last release, or a digest.</summary>
/// <param name="baseName">The base that the user named, or null.</param>
/// <param name="say">Told what takes time.</param>
internal sealed class ReferenceFinder(Workspace workspace, string? baseName, Action<string> say)
{
    public const string Baseline = "baseline";
    public const string Anchor = "anchor";

    /// <param name="models">The models that are compared.</param>
    /// <param name="all">Whether each is compared with the baseline, or only where its gates ask for it.</param>
    public async Task<References> FindAsync(IReadOnlyList<ModelSpec> models, bool all, CancellationToken cancellation)
    {
        var wanted = models.ToDictionary(m => m, m => m.Gates.Select(g => g.Against).OfType<string>().Concat(all ? [Baseline] : []).Distinct().ToList());
        var compared = models.Where(m => wanted[m].Count > 0).ToList();
        if (compared.Count == 0)
        {
            return References.None;
        }

        if (await GitRepository.FindAsync(workspace.Root, cancellation) is not { } repository)
        {
            return References.None with { ByModel = compared.ToDictionary(m => m.Name, m => (IReadOnlyList<Reference>)[.. wanted[m].Select(w => Reference.First(w, "no git repository", "the workspace is in no git repository"))]) };
        }

        var revision = await new BaseFinder(repository, workspace.Root, say).FindAsync(baseName, cancellation);
        var reader = new BaseModels(repository);
        var locks = revision is null ? new Dictionary<string, BaseLock>() : await reader.LocksAsync(revision.Commit, compared, cancellation);
        var head = await repository.FindCommitAsync("HEAD", cancellation);
        var anchored = compared.Where(m => wanted[m].Exists(w => w != Baseline)).ToList();
        var formerly = locks.ToDictionary(l => l.Key, l => l.Value.Name, StringComparer.Ordinal);
        var released = head is null || anchored.Count == 0 ? new Dictionary<string, BaseRelease>() : await reader.ReleasedAsync(head, anchored, formerly, System.Collections.Frozen.FrozenSet<GitOps.Release.ReleaseTag>.Empty, cancellation);
        var unlocked = revision is null ? new HashSet<string>() : await reader.UnlockedAsync(revision.Commit, [.. compared.Where(m => !locks.ContainsKey(m.Name))], cancellation);
        var isShallow = anchored.Count > 0 && await repository.IsShallowAsync(cancellation);
        var views = new Dictionary<StepId, DatasetSpec>();
        var found = new Dictionary<string, IReadOnlyList<Reference>>(StringComparer.Ordinal);
        foreach (var model in compared)
        {
            var own = new List<Reference>();
            foreach (var name in wanted[model])
            {
                own.Add(name switch
                {
                    Baseline when locks.TryGetValue(model.Name, out var at) => await OfLockAsync(reader, model, name, revision!.ToString(), at, views, cancellation),
                    Baseline when unlocked.Contains(model.Name) => Reference.Barred(name, revision!.ToString(), null, "the base branch has this model without a lock that can be read"),
                    Baseline => Reference.First(name, revision?.ToString() ?? "no base branch", revision is null ? "there is no base branch or earlier commit to compare with" : "the base branch has no such model"),
                    Anchor when released.TryGetValue(model.Name, out var at) => at.Lock is { } ofRelease
                        ? await OfLockAsync(reader, model, name, $"release {at.Tag.Version}", ofRelease, views, cancellation)
                        : Reference.Barred(name, $"release {at.Tag.Version}", null, "the last release has no lock that can be read"),
                    Anchor when isShallow => Reference.Barred(name, "a shallow clone", null, "this clone is shallow: the tags of releases may be missing"),
                    Anchor => Reference.First(name, "no release", "there is no release of it yet"),
                    _ => await OfDigestAsync(reader, model, name, Digest.Parse(name), [.. locks.Where(l => l.Key == model.Name).Select(l => l.Value), .. released.Where(r => r.Key == model.Name).Select(r => r.Value.Lock).OfType<BaseLock>()], views, cancellation),
                });
            }

            found[model.Name] = own;
        }

        var sources = locks.Values.Concat(released.Values.Select(r => r.Lock).OfType<BaseLock>()).Where(l => l.Lock.Artifact is not null)
            .DistinctBy(l => l.Lock.Artifact).ToDictionary(l => l.Lock.Artifact!.Value, l => (l.Commit, l.Name));
        return new References(revision, found, views, sources);
    }

    private async Task<Reference> OfDigestAsync(BaseModels reader, ModelSpec model, string name, Digest digest, IReadOnlyList<BaseLock> locks, Dictionary<StepId, DatasetSpec> views, CancellationToken cancellation) =>
        locks.FirstOrDefault(l => l.Lock.Artifact == digest) is { } known
            ? await OfLockAsync(reader, model, name, digest.Short, known, views, cancellation)
            : Reference.Barred(name, digest.Short, digest, "neither the base branch nor the last release has a lock of it, so nobody knows which rows it was trained on");

    private async Task<Reference> OfLockAsync(BaseModels reader, ModelSpec model, string name, string origin, BaseLock at, Dictionary<StepId, DatasetSpec> views, CancellationToken cancellation)
    {
        if (at.Lock.Artifact is not { } artifact || at.Lock.Rows is not { } rows || at.Lock.Dataset is not { } dataset)
        {
            return Reference.Barred(name, origin, at.Lock.Artifact, "its lock names no artifact, dataset or rows");
        }

        var own = workspace.Datasets[model.Dataset];
        var spec = await reader.DatasetAsync(at.Commit, own.Document.Path, dataset, cancellation);
        if (spec is null)
        {
            return Reference.Barred(name, origin, artifact, $"the spec of its dataset '{dataset}' cannot be read there");
        }

        if (dataset == own.Name && GivesSameColumns(spec, own))
        {
            return new Reference(name, origin, artifact, rows, null, at.Lock.Columns, null, false);
        }

        if (!HasId(spec) || !HasId(own))
        {
            return Reference.Barred(name, origin, artifact, "its rows cannot be joined to these: both datasets need a column with role: id");
        }

        var view = spec with
        {
            Name = $"{dataset}@{at.Commit[..12]}",
            Files = dataset == own.Name ? own.Files : spec.Files,
            Columns = [.. spec.Columns.Select(c => new Entry<ColumnSpec>(c.Key, c.Value with { Min = null, Max = null, Values = [] }))],
            Checks = [],
            Split = new SplitSpec(SplitKind.Random, null, 0, "0.5", null),
        };
        views.TryAdd(DataStep.IdOf(view.Name), view);
        return new Reference(name, origin, artifact, rows, DataStep.IdOf(view.Name), at.Lock.Columns, null, false);
    }

    private static bool HasId(DatasetSpec spec) => spec.Columns.Any(c => c.Value.Role == ColumnRole.Id);

    private static bool GivesSameColumns(DatasetSpec before, DatasetSpec now) =>
        before.Query.Trim() == now.Query.Trim()
        && before.Columns.Select(c => (c.Key, c.Value.Type.ToString(), c.Value.Role)).SequenceEqual(now.Columns.Select(c => (c.Key, c.Value.Type.ToString(), c.Value.Role)));
}
