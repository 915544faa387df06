using System;
using System.Collections.Generic;
#if NET
using System.IO;
using System.Linq;
using Lepton.Store.Snapshots;
#endif

namespace Lepton.Sdk.State;

/// <summary>Tells from the snapshot alone that nothing is to be done: no process is started then.</summary>
internal static class SnapshotCheck
{
    /// <summary>Whether all of the models are settled and nothing that they stand on changed. False where that is not known.</summary>
    /// <param name="command">The lepton command: what another build of it wrote means nothing.</param>
    public static bool IsNothingToDo(string root, IReadOnlyCollection<SpecFile> specs, string command)
    {
#if NET
        var snapshot = Snapshot.Read(Path.Combine(root, ".lepton", "snapshot"));
        if (snapshot is null || !snapshot.Stamp.StartsWith(CommandStamp.Of(Path.GetDirectoryName(command)!) + " ", StringComparison.Ordinal))
        {
            return false;
        }

        var freshness = Freshness.Check(snapshot, root, verify: false, TimeProvider.System);
        if (freshness.IsRefreshed)
        {
            // Some files had to be read; the command writes that down, so that the next build need not.
            return false;
        }

        var fresh = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < snapshot.TargetCount; i++)
        {
            if (snapshot.IsKind(i, "model"u8) && freshness.IsFresh(i))
            {
                fresh.Add(snapshot.NameOf(i));
            }
            else if (snapshot.IsKind(i, "spec-folders"u8) && !freshness.IsFresh(i))
            {
                // A spec came or went: it might be of the same name.
                return false;
            }
        }

        foreach (var spec in specs)
        {
            if (!fresh.Contains(spec.Name))
            {
                return false;
            }
        }

        return true;
#else
        _ = (root, specs, command);
        return false;
#endif
    }

    /// <summary>Paths of what a model stands on; empty where that is not known.</summary>
    public static IReadOnlyCollection<string> InputsOf(string root, string model)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
#if NET
        if (Snapshot.Read(Path.Combine(root, ".lepton", "snapshot")) is { } snapshot)
        {
            var open = new Stack<int>(Enumerable.Range(0, snapshot.TargetCount).Where(i => snapshot.IsKind(i, "model"u8) && snapshot.NameOf(i) == model));
            while (open.TryPop(out var at))
            {
                var target = snapshot.Target(at);
                if (target.Kind != "engines" && target.Files.Count <= MostFiles)
                {
                    files.UnionWith(target.Files.Select(f => Path.Combine(root, snapshot.PathOf(f))));
                    target.Needs.ToList().ForEach(open.Push);
                }
            }
        }
#else
        _ = (root, model);
#endif
        return files;
    }

#if NET
    // Whoever watches looks at each of them.
    private const int MostFiles = 1000;
#endif
}
