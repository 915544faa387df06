using Lepton.Core.Diagnostics;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Baselines;

/// <summary>Reads the locks and dataset specs that other commits have of models.</summary>
public sealed class BaseModels(GitRepository repository)
{
    /// <summary>The locks of models at a commit, by the models' names today; a model that is not there is left out, one that was renamed is found.</summary>
    public async Task<IReadOnlyDictionary<string, BaseLock>> LocksAsync(string commit, IReadOnlyList<ModelSpec> models, CancellationToken cancellation)
    {
        var files = await FilesAsync(commit, models.Select(m => m.Folder), cancellation);
        var locks = await ReadAsync(commit, models.Select(m => (m.Name, Path: repository.PathOf(Workspace.LockPath(m)))), files, cancellation);
        var missing = models.Where(m => !locks.ContainsKey(m.Name)).ToList();
        if (missing.Count > 0)
        {
            foreach (var (name, found) in await RenamedAsync(commit, models, missing, files, cancellation))
            {
                locks[name] = found;
            }
        }

        return locks;
    }

    /// <summary>The last release of each model in the history of a commit, by the models' names; pre-releases do not count.</summary>
    /// <param name="formerly">Names that models had at the base: a model that is renamed keeps its releases.</param>
    /// <param name="besides">Releases that are not looked at.</param>
    public async Task<IReadOnlyDictionary<string, BaseRelease>> ReleasedAsync(string commit, IReadOnlyList<ModelSpec> models, IReadOnlyDictionary<string, string> formerly, IReadOnlySet<ReleaseTag> besides, CancellationToken cancellation)
    {
        var found = new Dictionary<string, BaseRelease>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            var tags = new List<(ReleaseTag Tag, string Commit)>();
            foreach (var name in new[] { model.Name, formerly.GetValueOrDefault(model.Name) }.OfType<string>().Distinct())
            {
                tags.AddRange((await repository.TagsAsync(name + "/", commit, cancellation)).Select(t => (Tag: ReleaseTag.TryParse(t.Tag), t.Commit))
                    .Where(t => t.Tag is { IsPreRelease: false } tag && tag.Model == name && !besides.Contains(tag)).Select(t => (t.Tag!, t.Commit)));
            }

            if (tags.Count > 0)
            {
                var last = tags.MaxBy(t => t.Tag.Version);
                var files = await FilesAsync(last.Commit, [model.Folder], cancellation);
                var path = repository.PathOf(Path.Combine(model.Folder, last.Tag.Model + ".lock.yaml"));
                found[model.Name] = new BaseRelease(last.Tag, last.Commit, (await ReadAsync(last.Commit, [(model.Name, path)], files, cancellation)).GetValueOrDefault(model.Name));
            }
        }

        return found;
    }

    /// <summary>Of models without a lock at a commit, those that are there all the same: by a lock that cannot be read, or by their spec alone.</summary>
    public async Task<IReadOnlySet<string>> UnlockedAsync(string commit, IReadOnlyList<ModelSpec> models, CancellationToken cancellation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (models.Count == 0)
        {
            return found;
        }

        var files = await FilesAsync(commit, models.Select(m => m.Folder), cancellation);
        foreach (var model in models)
        {
            var spec = files.GetValueOrDefault(repository.PathOf(model.Document.Path));
            if (files.ContainsKey(repository.PathOf(Workspace.LockPath(model)))
                || (spec is not null && YamlReader.Parse(spec.Path, (await repository.ReadAsync([spec.Blob], cancellation))[0], []) is { } document && NameOf(document, "Model") == model.Name))
            {
                found.Add(model.Name);
            }
        }

        return found;
    }

    /// <summary>A dataset's spec at a commit, or null where that file is not there, is no such spec or cannot be read.</summary>
    /// <param name="path">Where the spec stands today.</param>
    /// <param name="name">The dataset's name there.</param>
    public async Task<DatasetSpec?> DatasetAsync(string commit, string path, string name, CancellationToken cancellation)
    {
        var files = (await FilesAsync(commit, [Path.GetDirectoryName(path)!], cancellation)).Values.Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal) || f.Path.EndsWith(".yml", StringComparison.Ordinal)).ToList();
        var own = repository.PathOf(path);
        foreach (var file in files.OrderByDescending(f => f.Path == own).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            var content = (await repository.ReadAsync([file.Blob], cancellation))[0];
            var problems = new List<Diagnostic>();
            if (YamlReader.Parse(Path.Combine(repository.Root, file.Path), content, problems) is { } document && NameOf(document, "Dataset") == name)
            {
                return SpecFile.Dataset(document, problems);
            }
        }

        return null;
    }

    private async Task<Dictionary<string, BaseLock>> ReadAsync(string commit, IEnumerable<(string Name, string Path)> wanted, Dictionary<string, GitFile> files, CancellationToken cancellation)
    {
        var there = wanted.Where(w => files.ContainsKey(w.Path)).ToList();
        var contents = await repository.ReadAsync([.. there.Select(w => files[w.Path].Blob)], cancellation);
        var locks = new Dictionary<string, BaseLock>(StringComparer.Ordinal);
        foreach (var ((name, path), content) in there.Zip(contents))
        {
            // A lock that cannot be read is as if it were not there: its model has no baseline.
            if (YamlReader.Parse(path, content, []) is { } document && LockFile.Of(document) is { } found)
            {
                locks[name] = new BaseLock(found.Model, commit, found);
            }
        }

        return locks;
    }

    // A spec whose file was renamed, or whose name was changed in its file; a model that still exists beside it was copied, not renamed.
    private async Task<IReadOnlyDictionary<string, BaseLock>> RenamedAsync(string commit, IReadOnlyList<ModelSpec> models, List<ModelSpec> missing, Dictionary<string, GitFile> files, CancellationToken cancellation)
    {
        var renames = (await repository.ChangesAsync(commit, cancellation)).Where(c => c.OldPath is not null && c.OldPath != c.Path).ToDictionary(c => c.Path, c => c.OldPath!, StringComparer.Ordinal);
        var wanted = new List<(string, string)>();
        foreach (var model in missing)
        {
            var path = repository.PathOf(model.Document.Path);
            if (!files.TryGetValue(renames.GetValueOrDefault(path, path), out var old))
            {
                continue;
            }

            var document = YamlReader.Parse(old.Path, (await repository.ReadAsync([old.Blob], cancellation))[0], []);
            if (document is not null && NameOf(document, "Model") is { } name && !models.Any(m => m.Name == name))
            {
                wanted.Add((model.Name, $"{old.Path[..(old.Path.LastIndexOf('/') + 1)]}{name}.lock.yaml"));
            }
        }

        return await ReadAsync(commit, wanted, files, cancellation);
    }

    private async Task<Dictionary<string, GitFile>> FilesAsync(string commit, IEnumerable<string> folders, CancellationToken cancellation) =>
        (await repository.FilesAsync(commit, [.. folders.Distinct().Select(repository.PathOf).Select(p => p.Length == 0 ? "." : p + "/")], cancellation)).ToDictionary(f => f.Path, StringComparer.Ordinal);

    private static string? NameOf(SpecDocument document, string kind) =>
        document.Root is MappingNode root && (root["kind"] as ScalarNode)?.Text == kind ? (root["name"] as ScalarNode)?.Text : null;
}
