using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.Graph;
using Lepton.Store;

namespace Lepton.Cli.Commands.Cache;

/// <summary>Exchange with a folder instead of a remote store: one job of a workflow hands results to the next one in it.</summary>
internal static class CacheFolder
{
    /// <summary>Copies what this machine has of the models as they now are, what they were compared with included.</summary>
    public static async Task<ExitCode> PushAsync(Session session, string folder, CancellationToken cancellation)
    {
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var runner = session.Runner();
        var plan = (await runner.PlanAsync(session.Models, "gate", ComparedModels.All, cancellation)).Where(p => p.Step.IsShared).ToList();
        var store = new LocalStore(session.Workspace!.StoreFolder);
        var known = plan.Where(p => p.State == PlannedState.Known).Select(p => p.Result!).Concat(Compared(runner.References, store)).DistinctBy(r => r.Key).ToList();
        var transfer = new StoreTransfer(store, new LocalStore(Full(session, folder)));
        var copied = await CopyAsync(session, "cache push", store, transfer, known, cancellation);
        await WriteAsync(session, "push", copied, known.Count - copied, plan.Count(p => p.State != PlannedState.Known), transfer.Bytes);
        return ExitCode.Done;
    }

    /// <summary>Copies all that lies in the folder.</summary>
    public static async Task<ExitCode> PullAsync(Session session, string folder, CancellationToken cancellation)
    {
        var workspace = CacheCommand.Workspace(session.Terminal);
        var source = new LocalStore(Full(session, folder));
        if (!Directory.Exists(source.Folder))
        {
            return session.Fail(CliDiagnostics.CannotRead(folder, "there is no such folder"));
        }

        var store = new LocalStore(workspace.StoreFolder);
        var transfer = new StoreTransfer(source, store);
        var found = source.Results.All().ToList();
        var copied = await CopyAsync(session, "cache pull", store, transfer, found, cancellation);
        await WriteAsync(session, "pull", copied, found.Count - copied, 0, transfer.Bytes);
        return ExitCode.Done;
    }

    // The models and lists of rows that comparisons read.
    private static IEnumerable<StepResult> Compared(References references, LocalStore store)
    {
        var wanted = references.ByModel.Values.SelectMany(r => r).SelectMany(r => new[] { r.Artifact, r.Rows }).OfType<Digest>().ToHashSet();
        return wanted.Count == 0 ? [] : store.Results.All().Where(r => r.Kind is "train" or "data" && r.Outputs.Any(o => wanted.Contains(o.Blob)) && r.Outputs.All(o => store.Blobs.Contains(o.Blob)));
    }

    private static async Task<int> CopyAsync(Session session, string step, LocalStore store, StoreTransfer transfer, IReadOnlyList<StepResult> results, CancellationToken cancellation)
    {
        var sink = session.Sink();
        using var use = await StoreUse.ShareAsync(store.Folder, () => sink.Publish(new LeptonEvent.Progress(step, null, "waiting for cache gc to end")), cancellation);
        var copied = 0;
        var problems = new List<Diagnostic>();
        for (var i = 0; i < results.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            sink.Publish(new LeptonEvent.Progress(step, (double)i / results.Count, $"{i} of {results.Count} results, {CacheCommand.Megabytes(transfer.Bytes)} copied"));
            try
            {
                copied += transfer.Copy(results[i], cancellation) ? 1 : 0;
            }
            catch (DiagnosticException e)
            {
                problems.AddRange(e.Diagnostics);
            }
        }

        sink.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
        return problems.Count > 0 ? throw new DiagnosticException([.. problems]) : copied;
    }

    private static async Task WriteAsync(Session session, string what, int copied, int before, int missing, long bytes)
    {
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(new JsonObject { ["schema"] = $"lepton/cache-{what}/v1", ["exit-code"] = 0, [what == "push" ? "pushed" : "fetched"] = copied, ["there-before"] = before, ["not-here"] = missing, ["bytes"] = bytes }.ToJsonString(OutcomeJson.Indented));
            return;
        }

        await session.Terminal.Out.WriteLineAsync($"{CacheCommand.Count(copied, "result")} copied ({CacheCommand.Megabytes(bytes)}){(before > 0 ? $", {before} there before" : string.Empty)}{(missing > 0 ? $", {missing} not in this store" : string.Empty)}");
    }

    private static string Full(Session session, string folder) => Path.GetFullPath(Path.Combine(session.Terminal.Folder, folder));
}
