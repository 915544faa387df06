using Lepton.Graph;
using Lepton.Specs;
using Lepton.Store.Snapshots;

namespace Lepton.Cli.Pipeline;

/// <summary>What the snapshot says of a workspace: which models have nothing to do, without reading a spec.</summary>
internal sealed class UpToDate
{
    public const string EnginesKind = "engines";
    public const string WorkspaceKind = "workspace";

    /// <summary>The lists of the folders with specs: a new file makes no other one stale.</summary>
    public const string FoldersKind = "spec-folders";
    public const string DatasetKind = "dataset";
    public const string HyperparametersKind = "hyperparameters";

    /// <summary>A model that is settled as long as nothing changes.</summary>
    public const string ModelKind = "model";

    /// <summary>A model that must be looked at every time: it failed, or it has something to say.</summary>
    public const string UnsettledKind = "unsettled";

    private readonly Lazy<Dictionary<string, int>> subjects;

    private UpToDate(string root, Snapshot? snapshot, Freshness? freshness)
    {
        (Root, Snapshot, Freshness) = (root, snapshot, freshness);
        subjects = new Lazy<Dictionary<string, int>>(ReadSubjects);
        Digests = new FileDigests(snapshot, root, TimeProvider.System, freshness);
        for (var i = 0; i < (freshness is null ? 0 : snapshot!.TargetCount); i++)
        {
            if (snapshot!.IsKind(i, "workspace"u8))
            {
                IsKnown = freshness!.IsFresh(i);
            }
            else if (snapshot.IsKind(i, "spec-folders"u8))
            {
                IsWhole = freshness!.IsFresh(i);
            }
            else if (snapshot.IsKind(i, "model"u8))
            {
                (freshness!.IsFresh(i) ? Fresh : Stale).Add(snapshot.NameOf(i));
            }
            else if (snapshot.IsKind(i, "unsettled"u8))
            {
                Stale.Add(snapshot.NameOf(i));
            }
        }
    }

    public string Root { get; }

    /// <summary>The store that the snapshot is of.</summary>
    public string StoreFolder => Path.Combine(Root, ".lepton");

    public Snapshot? Snapshot { get; }

    /// <summary>Null where no snapshot of this command and these engines is there.</summary>
    public Freshness? Freshness { get; }

    /// <summary>Digests of files, as far as they are known and unchanged.</summary>
    public FileDigests Digests { get; }

    /// <summary>Whether the workspace's own spec and the engines are unchanged, so that only new and stale specs need be read.</summary>
    public bool IsKnown { get; }

    /// <summary>Whether no spec came or went either.</summary>
    public bool IsWhole { get; }

    /// <summary>Models with nothing to do.</summary>
    public List<string> Fresh { get; } = [];

    /// <summary>Models that must be looked at.</summary>
    public List<string> Stale { get; } = [];

    /// <summary>Seconds that a step took the last time, or null where it is not known.</summary>
    public double? Expected(StepId step) => History(step)?.Seconds;

    /// <summary>What is remembered of a step.</summary>
    public StepHistory? History(StepId step) =>
        subjects.Value.TryGetValue(SubjectOf(step.Kind == "data", step.Subject), out var target) ? StepHistory.Find(step.Kind, Snapshot!.NoteOf(target)) : null;

    public static string PathIn(string storeFolder) => Path.Combine(storeFolder, "snapshot");

    /// <param name="verify">Reads every file instead of trusting its stat.</param>
    public static UpToDate? Open(string folder, Engines engines, bool verify)
    {
        if (WorkspaceLoader.FindRoot(folder) is not { } root)
        {
            return null;
        }

        var path = PathIn(Path.Combine(root, ".lepton"));
        var snapshot = Snapshot.Read(path);
        var freshness = snapshot?.Stamp == engines.Stamp ? Freshness.Check(snapshot, root, verify, TimeProvider.System) : null;
        return new UpToDate(root, snapshot, freshness);
    }

    /// <summary>Writes down what was found unchanged by reading it, so that the next command need only look. A run that writes the snapshot anyway does that, too.</summary>
    public void Refresh()
    {
        if (Freshness is { IsRefreshed: true })
        {
            SnapshotKeeper.Refresh(Snapshot!, PathIn(StoreFolder));
        }
    }

    /// <summary>Names of the models that patterns name, if all of them have nothing to do; else null.</summary>
    public IReadOnlyList<string>? NothingToDo(IReadOnlyList<string> patterns)
    {
        bool Wanted(string name) => patterns.Count == 0 || patterns.Any(p => NamePattern.Matches(p, name));
        return !IsWhole || Stale.Exists(Wanted) || patterns.Any(p => !Fresh.Exists(n => NamePattern.Matches(p, n))) ? null
            : patterns.Count == 0 ? Fresh
            : Fresh.FindAll(Wanted);
    }

    /// <summary>The specs that must be read, or null for all of them.</summary>
    public SpecSelection? Selection()
    {
        if (!IsKnown)
        {
            return null;
        }

        var files = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var selection = new SpecSelection(files, IsWhole ? null : seen);
        for (var i = 0; i < Snapshot!.TargetCount; i++)
        {
            var target = Snapshot.Target(i);
            SpecKind? kind = target.Kind switch
            {
                DatasetKind => SpecKind.Dataset,
                ModelKind or UnsettledKind => SpecKind.Model,
                HyperparametersKind => SpecKind.Hyperparameters,
                _ => null,
            };
            if (kind is not { } known)
            {
                continue;
            }

            var path = Path.Combine(Root, Snapshot.PathOf(target.Files[0]));
            seen.Add(path);
            if (!Freshness!.IsFresh(i) || target.Kind == UnsettledKind)
            {
                files.Add(path);
            }
            else
            {
                selection.Leave(known, target.Name, path);
            }
        }

        return selection;
    }

    private static string SubjectOf(bool isDataset, string name) => (isDataset ? "d " : "m ") + name;

    private Dictionary<string, int> ReadSubjects()
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (Snapshot?.TargetCount ?? 0); i++)
        {
            all[SubjectOf(Snapshot!.IsKind(i, "dataset"u8), Snapshot.NameOf(i))] = i;
        }

        return all;
    }
}
