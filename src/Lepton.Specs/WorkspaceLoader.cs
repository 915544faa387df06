using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.Specs.Checks;
using Lepton.Specs.Datasets;
using Lepton.Specs.Deployments;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Policies;
using Lepton.Specs.Schema;
using Lepton.Specs.Searches;
using Lepton.Specs.Workspaces;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>Finds the workspace, reads every spec in it and checks them one by one and against each other.</summary>
public sealed class WorkspaceLoader
{
    public const string FileName = "lepton.yaml";

    // Of specs in the workspace's folders.
    private static readonly string[] Kinds = [.. Enum.GetNames<SpecKind>().Where(k => k != nameof(SpecKind.Workspace))];

    private readonly List<Diagnostic> diagnostics = [];
    private readonly Dictionary<string, DatasetSpec> datasets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelSpec> models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HyperparametersSpec> hyperparameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SearchSpec> searches = new(StringComparer.Ordinal);
    private readonly HashSet<string> brokenDatasets = new(StringComparer.Ordinal);
    private readonly SpecSelection? selection;
    private int files;

    private WorkspaceLoader(SpecSelection? selection) => this.selection = selection;

    /// <summary>The folder of the nearest lepton.yaml at or above a folder, or null.</summary>
    public static string? FindRoot(string folder)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, FileName)))
            {
                return at.FullName;
            }
        }

        return null;
    }

    /// <summary>Reads the workspace around a folder.</summary>
    /// <param name="selection">What must be read; null for everything.</param>
    /// <param name="overrides">Values that replace those of the models that <paramref name="overridden"/> selects by name.</param>
    public static LoadedWorkspace Load(string folder, IReadOnlyList<string>? overrides = null, Func<string, bool>? overridden = null, SpecSelection? selection = null)
    {
        if (FindRoot(folder) is not { } root)
        {
            return new LoadedWorkspace(null, [SpecDiagnostics.NoWorkspace(folder)], 0);
        }

        return new WorkspaceLoader(selection).Read(root, overrides ?? [], overridden ?? (_ => true));
    }

    private LoadedWorkspace Read(string root, IReadOnlyList<string> overrideTexts, Func<string, bool> overridden)
    {
        var overrides = overrideTexts.Select(t => SpecOverride.Parse(t, diagnostics)).OfType<SpecOverride>().ToList();
        var workspace = ReadOne(Path.Combine(root, FileName), WorkspaceSpec.TypeFor);
        if (workspace is null)
        {
            return new LoadedWorkspace(null, diagnostics, files);
        }

        var paths = selection is null ? SpecFiles(root, workspace)
            : selection.LooksForNew ? SpecFiles(root, workspace).Where(selection.MustRead)
            : selection.Files.Where(File.Exists).Order(StringComparer.Ordinal);
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            read.Add(path);
            ReadSpec(path, overrides, overridden);
        }

        // Models that others start from, or combine.
        while (models.Values.SelectMany(m => m.Trainer.Members.Append(m.Trainer.Pretrained?.Model)).OfType<string>().Where(m => !models.ContainsKey(m)).Select(m => selection?.PathOf(SpecKind.Model, m)).OfType<string>().Where(p => !read.Contains(p)).Order(StringComparer.Ordinal).FirstOrDefault() is { } start)
        {
            read.Add(start);
            ReadSpec(start, overrides, overridden);
        }

        foreach (var dataset in models.Values.Select(m => m.Dataset).Distinct().Where(d => !datasets.ContainsKey(d)).Order(StringComparer.Ordinal).ToList())
        {
            if (selection?.PathOf(SpecKind.Dataset, dataset) is { } path)
            {
                ReadSpec(path, overrides, overridden);
            }
        }

        ResolveHyperparameters(root);
        foreach (var dataset in datasets.Values)
        {
            new DatasetChecks(dataset, root, diagnostics).Run();
        }

        foreach (var model in models.Values)
        {
            if (datasets.TryGetValue(model.Dataset, out var dataset))
            {
                new ModelChecks(model, dataset, models, root, diagnostics).Run();
            }
            else if (!brokenDatasets.Contains(model.Dataset))
            {
                diagnostics.Add(SpecDiagnostics.UnknownDataset(model.At("dataset"), model.Dataset, [.. datasets.Keys, .. selection?.Names(SpecKind.Dataset) ?? []]));
            }
        }

        foreach (var search in searches.Values)
        {
            if (models.TryGetValue(search.Model, out var model))
            {
                if (datasets.TryGetValue(model.Dataset, out var dataset))
                {
                    new SearchChecks(search, model, dataset, models, diagnostics).Run();
                }
            }
            else if (selection is null)
            {
                diagnostics.Add(SpecDiagnostics.UnknownModel(search.Model, models.Keys, search.At("model")));
            }
        }

        return new LoadedWorkspace(new Workspace(root, workspace, datasets, models, searches), Sorted(), files);
    }

    private SortedSet<string> SpecFiles(string root, WorkspaceSpec workspace)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < workspace.Specs.Count; i++)
        {
            var folder = ContainedPath.Resolve(root, root, workspace.Specs[i]);
            if (folder is null)
            {
                diagnostics.Add(SpecDiagnostics.PathLeavesWorkspace(workspace.At("specs", i), workspace.Specs[i]));
            }
            else if (!Directory.Exists(folder))
            {
                diagnostics.Add(SpecDiagnostics.Unreadable(workspace.At("specs", i), $"there is no folder '{workspace.Specs[i]}'"));
            }
            else
            {
                found.UnionWith(Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories).Where(IsSpec));
            }
        }

        return found;
    }

    private static bool IsSpec(string path) =>
        (path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal))
        && !path.EndsWith(".lock.yaml", StringComparison.Ordinal);

    private void ReadSpec(string path, List<SpecOverride> overrides, Func<string, bool> overridden)
    {
        files++;
        if (YamlReader.Read(path, diagnostics) is not { } document)
        {
            return;
        }

        SecretScan.Run(document, diagnostics);
        var kind = (document.Root as MappingNode)?["kind"] as ScalarNode;
        switch (kind?.Text)
        {
            case nameof(SpecKind.Dataset):
                if (Convert(document, DatasetSpec.TypeFor(document)) is { } dataset)
                {
                    Add(datasets, dataset);
                }
                else if ((document.Root as MappingNode)?["name"] is ScalarNode name)
                {
                    brokenDatasets.Add(name.Text);
                }

                break;
            case nameof(SpecKind.Model):
                var text = ((document.Root as MappingNode)?["name"] as ScalarNode)?.Text ?? string.Empty;
                if (overridden(text))
                {
                    document = overrides.Aggregate(document, (d, o) => o.Apply(d, diagnostics));
                }

                Add(models, Convert(document, ModelSpec.TypeFor(document)));
                break;
            case nameof(SpecKind.Hyperparameters):
                Add(hyperparameters, Convert(document, HyperparametersSpec.TypeFor(document)));
                break;
            case nameof(SpecKind.Policy):
                Convert(document, PolicySpec.TypeFor(document));
                break;
            case nameof(SpecKind.Deployment):
                Convert(document, DeploymentSpec.TypeFor(document));
                break;
            case nameof(SpecKind.Search):
                Add(searches, Convert(document, SearchSpec.TypeFor(document)));
                break;
            default:
                diagnostics.Add(kind is null
                    ? SpecDiagnostics.MissingKey(document.At(document.Root), "kind", $"one of {string.Join(", ", Kinds)}")
                    : SpecDiagnostics.UnknownWord(document.At(kind), kind.Text, "kind of spec", Kinds));
                break;
        }
    }

    private T? ReadOne<T>(string path, Func<SpecDocument, SpecType<T>> type)
        where T : class
    {
        files++;
        if (YamlReader.Read(path, diagnostics) is not { } document)
        {
            return null;
        }

        SecretScan.Run(document, diagnostics);
        return Convert(document, type(document));
    }

    private T? Convert<T>(SpecDocument document, SpecType<T> type)
        where T : class
    {
        var before = diagnostics.Count;
        var value = type.Read(document.Root, new ReadContext(document.Path, diagnostics));
        return diagnostics.Count == before ? value : null;
    }

    private void Add<T>(Dictionary<string, T> all, T? spec)
        where T : Spec
    {
        if (spec is null)
        {
            return;
        }

        var kind = typeof(T).Name.Replace("Spec", string.Empty, StringComparison.Ordinal);
        if (!all.TryAdd(spec.Name, spec))
        {
            diagnostics.Add(SpecDiagnostics.DuplicateName(spec.At("name"), kind, spec.Name, all[spec.Name].At("name")));
        }
        else if (selection?.PathOf(Enum.Parse<SpecKind>(kind), spec.Name) is { } other && other != spec.Document.Path)
        {
            diagnostics.Add(SpecDiagnostics.DuplicateName(spec.At("name"), kind, spec.Name, new SourceLocation(other)));
        }
    }

    private void ResolveHyperparameters(string root)
    {
        foreach (var model in models.Values.Where(m => m.Trainer.HyperparametersPath is not null).ToList())
        {
            var at = model.At("trainer", "hyperparameters");
            var path = ContainedPath.Resolve(root, model.Folder, model.Trainer.HyperparametersPath!);
            if (path is null)
            {
                diagnostics.Add(SpecDiagnostics.PathLeavesWorkspace(at, model.Trainer.HyperparametersPath!));
                continue;
            }

            if (!File.Exists(path))
            {
                diagnostics.Add(SpecDiagnostics.Unreadable(at, $"there is no file '{model.Trainer.HyperparametersPath}'"));
                continue;
            }

            var known = hyperparameters.Values.FirstOrDefault(h => h.Document.Path == path) ?? ReadOne(path, HyperparametersSpec.TypeFor);
            if (known is null)
            {
                continue;
            }

            if (known.Trainer != model.Trainer.Kind)
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(at, $"the hyperparameters are for {Words.Of(known.Trainer)}, the model is trained by {Words.Of(model.Trainer.Kind)}"));
            }

            models[model.Name] = model with
            {
                Trainer = model.Trainer with { Hyperparameters = known.Values, HyperparametersDocument = known.Document },
            };
        }
    }

    private List<Diagnostic> Sorted() =>
    [
        .. diagnostics.Distinct()
            .OrderBy(d => d.Location?.Path, StringComparer.Ordinal)
            .ThenBy(d => d.Location?.Line)
            .ThenBy(d => d.Location?.Column)
            .ThenBy(d => d.Code, StringComparer.Ordinal),
    ];
}
