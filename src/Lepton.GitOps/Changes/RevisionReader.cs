using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.Specs;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Changes;

/// <summary>Reads revisions of a workspace. Files that are no acceptable YAML are left out, and told of.</summary>
/// <param name="root">The workspace's folder.</param>
public sealed class RevisionReader(string root)
{
    private const string Extension = ".yaml";

    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>The files as they lie.</summary>
    public Revision WorkingTree()
    {
        var files = new List<(string Path, byte[] Content)>();
        var workspace = Path.Combine(root, WorkspaceLoader.FileName);
        files.Add((WorkspaceLoader.FileName, File.ReadAllBytes(workspace)));
        foreach (var folder in Folders(files[0].Content).Select(f => Path.GetFullPath(Path.Combine(root, f))).Where(Directory.Exists))
        {
            files.AddRange(Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories)
                .Select(p => (Path.GetRelativePath(root, p).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes(p))));
        }

        return Make("the working tree", files);
    }

    /// <summary>The files as a commit has them; empty where the workspace was not there yet.</summary>
    public async Task<Revision> AtAsync(GitRepository repository, string name, string commit, CancellationToken cancellation)
    {
        var below = repository.PathOf(root);
        var prefix = below.Length == 0 ? string.Empty : below + "/";
        var workspace = await repository.FilesAsync(commit, [prefix + WorkspaceLoader.FileName], cancellation);
        if (workspace.Count == 0)
        {
            return Make(name, []);
        }

        var content = (await repository.ReadAsync([workspace[0].Blob], cancellation))[0];
        var listed = await repository.FilesAsync(commit, [.. Folders(content).Select(f => prefix + f.Trim('/'))], cancellation);
        var specs = listed.Where(f => f.Path.EndsWith(Extension, StringComparison.Ordinal)).ToList();
        var contents = await repository.ReadAsync([.. specs.Select(f => f.Blob)], cancellation);
        return Make(name, [(WorkspaceLoader.FileName, content), .. specs.Zip(contents, (f, c) => (f.Path[prefix.Length..], c))]);
    }

    private static string[] Folders(byte[] workspace) =>
        YamlReader.Parse(WorkspaceLoader.FileName, workspace, []) is { } document && YamlJson.Convert(document.Root)?["specs"] is JsonArray folders
            ? [.. folders.Select(f => f?.ToString() ?? string.Empty)]
            : ["models", "data-specs"];

    private Revision Make(string name, List<(string Path, byte[] Content)> files)
    {
        var specs = new List<RevisionSpec>();
        var locks = new SortedDictionary<string, LockFile>(StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            var document = YamlReader.Parse(Path.Combine(root, path), content, diagnostics);
            if (document is null || YamlJson.Convert(document.Root) is not JsonObject json || (string?)json["kind"]?.ToString() is not { } kind)
            {
                continue;
            }

            if (LockFile.Of(document) is { } found)
            {
                locks[found.Model] = found;
            }
            else
            {
                specs.Add(new RevisionSpec(kind, json["name"]?.ToString() ?? path, path, json));
            }
        }

        return new Revision(name, [.. specs.OrderBy(s => s.Kind, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)], locks);
    }
}
