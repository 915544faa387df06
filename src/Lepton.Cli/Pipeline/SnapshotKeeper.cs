using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Data;
using Lepton.Data.Files;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Yaml;
using Lepton.Store;
using Lepton.Store.Snapshots;

namespace Lepton.Cli.Pipeline;

/// <summary>Writes down what is up to date, and the files that this stands on.</summary>
internal sealed class SnapshotKeeper(Workspace workspace, Engines engines, UpToDate known)
{
    private readonly SnapshotBuilder builder = new();
    private readonly BlobStore blobs = new(workspace.StoreFolder);
    private readonly Dictionary<string, int> datasets = new(StringComparer.Ordinal);
    private readonly HashSet<string> placed = new(StringComparer.Ordinal);
    private readonly HashSet<string> kept = new(StringComparer.Ordinal);
    private int workspaceTarget;

    /// <summary>Writes a snapshot anew whose files were found unchanged by reading them: the next command need only look.</summary>
    public static void Refresh(Snapshot snapshot, string path)
    {
        var builder = new SnapshotBuilder();
        for (var i = 0; i < snapshot.TargetCount; i++)
        {
            var target = snapshot.Target(i);
            builder.AddTarget(target.Kind, target.Name, target.Note, [.. target.Files.Select(f => builder.Keep(snapshot, f))], target.Needs);
        }

        TryWrite(builder, path, snapshot.Stamp);
    }

    /// <param name="outcomes">What became of the models that were looked at.</param>
    /// <param name="data">The data steps that were looked at.</param>
    public void Write(IReadOnlyList<ModelOutcome> outcomes, IReadOnlyList<DataStep> data)
    {
        // The run itself has written locks: they and the lists of their folders are not what they were at its start.
        foreach (var path in outcomes.Where(o => o.Lock == LockState.Written).Select(o => Workspace.LockPath(o.Model)))
        {
            known.Digests.Forget(path);
            known.Digests.Forget(Path.GetDirectoryName(path)!);
        }

        try
        {
            Foundation();
            foreach (var step in data)
            {
                Dataset(step, outcomes.Where(o => o.Model.Dataset == step.Dataset.Name).Take(1).Select(o => o.Steps["data"]));
            }

            foreach (var outcome in outcomes)
            {
                Model(outcome);
            }

            KeepOthers();
            NameTheRest();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that went away or changed meanwhile: nothing is written, the next command looks for itself.
            return;
        }

        TryWrite(builder, UpToDate.PathIn(workspace.StoreFolder), engines.Stamp);
    }

    private static void TryWrite(SnapshotBuilder builder, string path, string stamp)
    {
        try
        {
            builder.Write(path, stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a snapshot the next command takes longer; whoever must write to the store reports that it cannot.
            return;
        }
    }

    private void Foundation()
    {
        var libraries = engines.LibraryPaths.Select(p => FileStat.TryGet(p, out var stat) ? builder.AddFile(p, stat, long.MaxValue, null) : throw new FileNotFoundException(p)).ToList();
        var engineTarget = builder.AddTarget(UpToDate.EnginesKind, string.Empty, string.Empty, libraries, []);
        workspaceTarget = builder.AddTarget(UpToDate.WorkspaceKind, string.Empty, string.Empty, [Spec(workspace.Spec.Document)], [engineTarget]);
        var files = new List<int>();
        foreach (var folder in workspace.Spec.Specs.Select(s => Path.GetFullPath(Path.Combine(workspace.Root, s))))
        {
            files.Add(File(folder));
            files.AddRange(Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File));
        }

        builder.AddTarget(UpToDate.FoldersKind, string.Empty, string.Empty, files, [workspaceTarget]);
    }

    private void Dataset(DataStep step, IEnumerable<StepRun> runs)
    {
        var files = new List<int> { Spec(step.Dataset.Document) };
        var needs = new List<int> { workspaceTarget };
        foreach (var table in step.Files)
        {
            var own = table.Files.Select(f => table.Spec.Url is null ? File(f.Path) : Blob(f.Digest));
            if (table.Folders.Count == 0)
            {
                files.AddRange(own);
            }
            else
            {
                // A list of its own, folders first: where only files change it is not made anew.
                var note = FileResolver.GlobOf(workspace.Root, step.Dataset, table.Index);
                needs.Add(builder.AddTarget(FileList.Kind, FileTable.ListOf(step.Dataset.Name, table.Index), note, [.. table.Folders.Distinct().Select(File), .. own], []));
            }
        }

        datasets[step.Dataset.Name] = Target(UpToDate.DatasetKind, step.Dataset.Name, StepHistory.Write(runs, known.History), files, [.. needs]);
    }

    private void Model(ModelOutcome outcome)
    {
        var model = outcome.Model;
        var files = new List<int> { Spec(model.Document) };
        if (model.Trainer.HyperparametersDocument is { } hyperparameters)
        {
            files.Add(Spec(hyperparameters));
        }

        var note = StepHistory.Write(outcome.Steps.Values.Where(s => s.Step.Kind != "data"), known.History);
        if (!outcome.IsSettled || outcome.LockFile?.Content is not { } content || model.Trainer.Members.Any(m => !System.IO.File.Exists(Workspace.LockPath(workspace.Models[m]))))
        {
            Target(UpToDate.UnsettledKind, model.Name, note, files, [workspaceTarget]);
            return;
        }

        // What an ensemble is depends on what its members are.
        foreach (var member in model.Trainer.Members.Select(m => workspace.Models[m]))
        {
            files.AddRange(new[] { member.Document, member.Trainer.HyperparametersDocument }.OfType<SpecDocument>().Select(Spec));
            files.Add(File(Workspace.LockPath(member)));
        }

        files.Add(File(Workspace.LockPath(model), content));
        files.Add(Blob(outcome.Steps["train"].Result!.Output("model").Blob));
        Target(UpToDate.ModelKind, model.Name, note, files, [datasets[model.Dataset]]);
    }

    // What was not looked at is as it was: those models, and the datasets that they need.
    private void KeepOthers()
    {
        if (known.Freshness is not { } freshness || !known.IsKnown)
        {
            return;
        }

        var numbers = new Dictionary<int, int>();
        for (var i = 0; i < known.Snapshot!.TargetCount; i++)
        {
            var target = known.Snapshot.Target(i);
            if (target.Kind == UpToDate.FoldersKind || (target.Files.Count > 0 && target.Kind != UpToDate.EnginesKind && freshness.IsChanged(target.Files[0]) && !Exists(target.Files[0])))
            {
                // Made anew above, or a spec that is gone.
                continue;
            }

            if (target.Kind is UpToDate.EnginesKind or UpToDate.WorkspaceKind)
            {
                numbers[i] = target.Kind == UpToDate.WorkspaceKind ? workspaceTarget : 0;
            }
            else if (target.Kind == FileList.Kind && datasets.ContainsKey(target.Name[..target.Name.LastIndexOf(' ')]))
            {
                // The dataset that needs it has a new one.
                continue;
            }
            else if (target.Kind == UpToDate.DatasetKind && datasets.TryGetValue(target.Name, out var replaced))
            {
                numbers[i] = replaced;
            }
            else if (!placed.Contains(target.Name) || target.Kind is UpToDate.DatasetKind or UpToDate.HyperparametersKind or FileList.Kind)
            {
                var kind = target.Kind == UpToDate.ModelKind && !freshness.IsFresh(i) ? UpToDate.UnsettledKind : target.Kind;
                if (target.Kind is UpToDate.ModelKind or UpToDate.UnsettledKind)
                {
                    placed.Add(target.Name);
                }
                else if (target.Kind == UpToDate.DatasetKind)
                {
                    kept.Add(target.Name);
                }

                numbers[i] = builder.AddTarget(kind, target.Name, target.Note, [.. target.Files.Select(f => builder.Keep(known.Snapshot, f))], [.. target.Needs.Select(n => numbers[n])]);
            }
        }
    }

    // Specs that were read for the first time, and then not asked for: they are there, and nothing is known of them.
    private void NameTheRest()
    {
        foreach (var dataset in workspace.Datasets.Values.Where(d => !datasets.ContainsKey(d.Name) && !kept.Contains(d.Name)))
        {
            builder.AddTarget(UpToDate.DatasetKind, dataset.Name, string.Empty, [Spec(dataset.Document)], [workspaceTarget]);
        }

        foreach (var model in workspace.Models.Values.Where(m => !placed.Contains(m.Name)))
        {
            builder.AddTarget(UpToDate.UnsettledKind, model.Name, string.Empty, [Spec(model.Document)], [workspaceTarget]);
        }
    }

    private bool Exists(int file) => FileStat.TryGet(Path.Combine(workspace.Root, known.Snapshot!.PathOf(file)), out _);

    private int Target(string kind, string name, string note, List<int> files, int[] needs)
    {
        if (kind is UpToDate.ModelKind or UpToDate.UnsettledKind)
        {
            placed.Add(name);
        }

        return builder.AddTarget(kind, name, note, files, needs);
    }

    private int Spec(SpecDocument document) => File(document.Path, document.Digest);

    private int Blob(Digest digest) =>
        FileStat.TryGet(blobs.PathOf(digest), out var stat)
            ? builder.AddFile(Name(blobs.PathOf(digest)), stat, 0, null, FileFlags.Immutable)
            : throw new FileNotFoundException(digest.ToString());

    /// <param name="expected">What was read of the file: if it is something else by now, nothing can be said of it.</param>
    private int File(string path, Digest expected)
    {
        var (stat, taken, digest) = known.Digests.Look(path);
        return digest == expected ? builder.AddFile(Name(path), stat, taken, digest) : throw new IOException($"'{path}' has changed");
    }

    private int File(string path)
    {
        var (stat, taken, digest) = known.Digests.Look(path);
        return builder.AddFile(Name(path), stat, taken, digest);
    }

    private string Name(string path) => ContainedPath.IsInside(workspace.Root, path) ? Path.GetRelativePath(workspace.Root, path) : path;
}
