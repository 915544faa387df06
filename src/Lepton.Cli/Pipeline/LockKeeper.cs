using Lepton.Cli.Locks;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store;

namespace Lepton.Cli.Pipeline;

/// <summary>Writes locks, or holds results against them.</summary>
/// <param name="locked">Makes every difference an error and writes nothing.</param>
internal sealed class LockKeeper(Workspace workspace, IReadOnlyDictionary<string, LockFile> locks, bool locked, Action<Diagnostic> report)
{
    /// <summary>The kinds of steps whose inputs a lock has.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["data", "train", "evaluate", .. LockBuilder.Summaries, "gate"];

    /// <summary>What became of the lock, and the lock as it now stands.</summary>
    public (LockState State, LockFile? Lock) Keep(ModelSpec model, IReadOnlyDictionary<string, StepRun> steps)
    {
        var path = Workspace.LockPath(model);
        var dataset = workspace.Datasets[model.Dataset];
        var at = new SourceLocation(path);
        var old = locks.GetValueOrDefault(model.Name);
        var differ = old is null ? [] : Kinds.Where(k => old.Inputs(k) != steps.GetValueOrDefault(k)?.Inputs!.Digest).ToList();
        var changed = differ.FirstOrDefault();
        if (locked && (old is null || changed is not null))
        {
            report(old is null ? CliDiagnostics.LockMissing(at, model.Name) : CliDiagnostics.LockOutdated(at, model.Name, changed!));
            return (LockState.Kept, old);
        }

        if (old is not null && changed is null)
        {
            var state = Compare(model, old, steps, at);
            var documented = locked || state != LockState.Unchanged ? old : LockBuilder.Documented(old, dataset);
            return documented == old ? (state, old) : Write(documented, path, at, old);
        }

        List<StepResult> summaries = [.. LockBuilder.Summaries.Select(k => steps.GetValueOrDefault(k)?.Result).OfType<StepResult>()];
        if (old is not null && differ.TrueForAll(LockBuilder.Summaries.Contains) && steps["train"].Result!.Output("model").Blob == old.Artifact)
        {
            return Write(LockBuilder.Summarised(old, summaries), path, at, old);
        }

        return Write(LockBuilder.Build(model, dataset, steps["data"].Result!, steps["train"].Result!, steps["evaluate"].Result!, summaries, steps["gate"].Result!, Device.Class), path, at, old);
    }

    private (LockState State, LockFile? Lock) Write(LockFile made, string path, SourceLocation at, LockFile? old)
    {
        try
        {
            return (LockState.Written, made.Write(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report(CliDiagnostics.LockUnwritable(at, e.Message));
            return (LockState.None, old);
        }
    }

    private LockState Compare(ModelSpec model, LockFile old, IReadOnlyDictionary<string, StepRun> steps, SourceLocation at)
    {
        var made = steps["train"].Result!.Output("model").Blob;
        if (made != old.Artifact)
        {
            report(CliDiagnostics.OtherBytes(at, model.Name, old.Artifact?.ToString() ?? "none", made.ToString(), locked));
            return LockState.Kept;
        }

        if (locked && steps["evaluate"].Result!.Facts["metrics"] is System.Text.Json.Nodes.JsonObject metrics)
        {
            foreach (var (name, metric) in metrics)
            {
                var measured = metric!["value"]?.GetValue<double>() ?? double.NaN;
                var before = old.Root["metrics"]?[name]?["value"] is { } node ? double.Parse(node.ToString(), System.Globalization.CultureInfo.InvariantCulture) : double.NaN;
                if (Math.Abs(measured - before) > 1e-5 * Math.Max(1, Math.Abs(before)))
                {
                    report(CliDiagnostics.MetricsDiffer(at, model.Name, name, before, measured));
                }
            }
        }

        return LockState.Unchanged;
    }
}
