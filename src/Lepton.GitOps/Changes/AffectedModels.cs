using Lepton.Core.Files;
using Lepton.Data.Files;
using Lepton.GitOps.Git;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Changes;

/// <summary>Finds the models that a change touches: by their specs, hyperparameters, locks, datasets and data files.</summary>
/// <param name="commit">What the working tree is compared with.</param>
public sealed class AffectedModels(GitRepository repository, Workspace workspace, string commit)
{
    // More values than these are counted, not listed.
    private const int MostDifferences = 6;

    private readonly Dictionary<string, List<string>> specReasons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> datasetReasons = new(StringComparer.Ordinal);

    /// <summary>The models that are touched, by name. Comments and layout of specs touch nothing.</summary>
    public async Task<IReadOnlyList<AffectedModel>> FindAsync(CancellationToken cancellation)
    {
        var changes = await repository.ChangesAsync(commit, cancellation);
        if (changes.Count == 0)
        {
            return [];
        }

        var byPath = new Dictionary<string, GitChange>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            byPath[change.Path] = change;
        }

        var prefix = repository.PathOf(workspace.Root) is { Length: > 0 } below ? below + "/" : string.Empty;
        await ReadSpecsAsync([.. changes.Where(c => c.Path.StartsWith(prefix, StringComparison.Ordinal) && IsSpec(c.Path))], cancellation);
        var everything = specReasons.GetValueOrDefault(prefix + WorkspaceLoader.FileName) ?? [];
        var affected = new List<AffectedModel>();
        foreach (var model in workspace.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            List<string> reasons = [.. everything, .. Reasons(model, byPath, changes)];
            if (reasons.Count > 0)
            {
                affected.Add(new AffectedModel(model, [.. reasons.Distinct()]));
            }
        }

        return affected;
    }

    private static bool IsSpec(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal);

    private IEnumerable<string> Reasons(ModelSpec model, Dictionary<string, GitChange> changes, IReadOnlyList<GitChange> all)
    {
        foreach (var document in new[] { model.Document, model.Trainer.HyperparametersDocument }.OfType<SpecDocument>())
        {
            foreach (var reason in specReasons.GetValueOrDefault(repository.PathOf(document.Path)) ?? [])
            {
                yield return reason;
            }
        }

        var locked = repository.PathOf(Workspace.LockPath(model));
        if (changes.TryGetValue(locked, out var change))
        {
            yield return change.IsGone ? $"{locked} is gone" : change.OldPath is null ? $"{locked} is new" : $"{locked} changed";
        }

        foreach (var pinned in PinnedFiles(model))
        {
            if (ContainedPath.Resolve(workspace.Root, model.Folder, pinned.Path) is { } path && Touched(path, all) is { } reason)
            {
                yield return reason;
            }
        }

        foreach (var reason in model.Trainer.Members.Select(workspace.Models.GetValueOrDefault).OfType<ModelSpec>().SelectMany(m => Reasons(m, changes, all)))
        {
            yield return reason;
        }

        foreach (var reason in OfDataset(workspace.Datasets[model.Dataset], all))
        {
            yield return reason;
        }
    }

    private static IEnumerable<PinnedFile> PinnedFiles(ModelSpec model) =>
        model.Features.Encode.Select(e => e.Value.Vocabulary).Append(model.Trainer.Pretrained?.File).OfType<PinnedFile>();

    // Many models share a dataset: its files are looked at once.
    private IReadOnlyList<string> OfDataset(DatasetSpec dataset, IReadOnlyList<GitChange> changes)
    {
        if (datasetReasons.TryGetValue(dataset.Name, out var known))
        {
            return known;
        }

        List<string> reasons = [.. specReasons.GetValueOrDefault(repository.PathOf(dataset.Document.Path)) ?? []];
        foreach (var file in dataset.Files.Where(f => f.Path is not null))
        {
            if (!NamePattern.IsPattern(file.Path!))
            {
                if (ContainedPath.Resolve(workspace.Root, dataset.Folder, file.Path!) is { } path && Touched(path, changes) is { } reason)
                {
                    reasons.Add(reason);
                }

                continue;
            }

            var matched = changes.Where(c => Matches(dataset.Folder, file.Path!, c)).ToList();
            reasons.AddRange(matched.Count > 3 ? [$"{matched.Count} files of {file.Path} changed"] : matched.Select(Describe));
        }

        return datasetReasons[dataset.Name] = reasons;
    }

    // A file that the pattern would find; or a submodule, or a link to a folder, that the pattern looks into.
    private bool Matches(string folder, string pattern, GitChange change)
    {
        var literal = string.Join('/', pattern.Split('/').TakeWhile(p => !NamePattern.IsPattern(p)));
        var from = ContainedPath.Real(folder);
        var start = Path.GetFullPath(Path.Combine(from, literal));
        var real = ContainedPath.Real(start);
        return new[] { change.Path, change.OldPath }.OfType<string>().Select(p => Path.Combine(ContainedPath.Real(repository.Root), p)).Any(path =>
            GlobPattern.Matches(from, pattern, path)
            || GlobPattern.Matches(real, pattern[literal.Length..].TrimStart('/'), path)
            || ((change.IsSubmodule || change.IsLink) && new[] { start, real }.Any(s => ContainedPath.IsInside(path, s) || ContainedPath.IsInside(s, path))));
    }

    // By its own path, by the file that symbolic links lead to, or below what changed: a submodule, or a link to a folder.
    private string? Touched(string path, IReadOnlyList<GitChange> changes)
    {
        string[] names = [.. new[] { path, ContainedPath.Real(path) }.Select(p => Path.GetRelativePath(ContainedPath.Real(repository.Root), p).Replace(Path.DirectorySeparatorChar, '/')).Append(repository.PathOf(path)).Distinct()];
        return changes.FirstOrDefault(c => Array.Exists(names, n => n == c.Path || n == c.OldPath || n.StartsWith(c.Path + "/", StringComparison.Ordinal))) is { } change ? Describe(change) : null;
    }

    private static string Describe(GitChange change) =>
        change.IsGone ? $"{change.Path} is gone"
        : change.IsSubmodule ? $"submodule {change.Path} changed"
        : change.OldPath is null ? $"{change.Path} is new"
        : change.OldPath != change.Path ? $"{change.Path} was {change.OldPath}"
        : $"{change.Path} changed";

    private async Task ReadSpecsAsync(IReadOnlyList<GitChange> changes, CancellationToken cancellation)
    {
        var old = changes.Where(c => c.OldPath is not null && !c.IsGone && !c.Path.EndsWith(".lock.yaml", StringComparison.Ordinal)).ToList();
        var files = old.Count == 0 ? [] : (await repository.FilesAsync(commit, [.. old.Select(c => c.OldPath!)], cancellation)).ToDictionary(f => f.Path, f => f.Blob, StringComparer.Ordinal);
        var readable = old.Where(c => files.ContainsKey(c.OldPath!)).ToList();
        var contents = await repository.ReadAsync([.. readable.Select(c => files[c.OldPath!])], cancellation);
        var before = readable.Zip(contents).ToDictionary(p => p.First.Path, p => p.Second, StringComparer.Ordinal);
        foreach (var change in changes.Where(c => !c.IsGone))
        {
            specReasons[change.Path] = before.TryGetValue(change.Path, out var content) ? Differences(change, content) : [Describe(change)];
        }
    }

    private List<string> Differences(GitChange change, byte[] before)
    {
        var path = Path.Combine(repository.Root, change.Path);
        if (!File.Exists(path) || YamlReader.Parse(path, before, []) is not { } old || YamlReader.Parse(path, File.ReadAllBytes(path), []) is not { } now)
        {
            return [Describe(change)];
        }

        List<string> reasons = change.OldPath != change.Path ? [Describe(change)] : [];
        var differences = InputDifference.Of(YamlJson.Convert(old.Root), YamlJson.Convert(now.Root));
        reasons.AddRange(differences.Count > MostDifferences
            ? [$"{change.Path}: {differences.Count} values changed"]
            : differences.Select(d => $"{change.Path}: {d.Path} {d.Before ?? "(none)"} → {d.Now ?? "(none)"}"));
        return reasons;
    }
}
