using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache fsck</c>: finds what is damaged, removes it, and fetches what the remote store has.</summary>
internal static class CacheFsckCommand
{
    private const string Step = "cache fsck";

    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what is damaged" };
        var command = new Command("fsck", "Read every blob and result of the store, remove what is damaged and fetch it again; what cannot be fetched the next run makes again") { dryRun };
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, !arguments.GetValue(dryRun), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, bool repair, CancellationToken cancellation)
    {
        var workspace = CacheCommand.Workspace(session.Terminal);
        var store = new LocalStore(workspace.StoreFolder);
        var view = new RunView(session.Terminal, verbose: false, TimeProvider.System);
        view.Publish(new LeptonEvent.StepStarted(Step));
        var check = new StoreCheck(store, repair);
        var found = Check(check, workspace, view, cancellation);
        var fetched = await FetchAsync(workspace, store, check.Removed, view, cancellation);
        view.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
        session.Tell(found);
        await session.Terminal.Out.WriteLineAsync(session.Json ? Document(check, repair, found, fetched).ToJsonString(OutcomeJson.Indented) : Summary(check, found, fetched));
        return found.Any(d => d.IsError) ? ExitCode.Infrastructure : ExitCode.Done;
    }

    private static IReadOnlyList<Diagnostic> Check(StoreCheck check, Workspace workspace, RunView view, CancellationToken cancellation)
    {
        try
        {
            return check.Run((done, all) => view.Publish(new LeptonEvent.Progress(Step, (double)done / all, $"{done} of {all} blobs")), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(StoreDiagnostics.Unwritable(workspace.StoreFolder, e.Message));
        }
    }

    private static async Task<int> FetchAsync(Workspace workspace, LocalStore store, IReadOnlyList<Digest> blobs, RunView view, CancellationToken cancellation)
    {
        if (blobs.Count == 0)
        {
            return 0;
        }

        await using var remote = await RemoteConnection.OpenAsync(workspace, store, d => view.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation);
        var fetched = 0;
        foreach (var blob in remote is null ? [] : blobs)
        {
            fetched += await remote!.FetchAsync([new BlobInfo(blob, 0)], (fraction, text) => view.Publish(new LeptonEvent.Progress(Step, fraction, text)), cancellation) ? 1 : 0;
        }

        return fetched;
    }

    private static string Summary(StoreCheck check, IReadOnlyList<Diagnostic> found, int fetched)
    {
        var removed = found.Any(d => d.IsError) ? string.Empty : ", removed";
        var again = fetched == 0 ? string.Empty : $", {fetched} fetched again";
        return $"{check.Blobs} blobs and {check.Results} results read: {(found.Count == 0 ? "all sound" : $"{found.Count} damaged{removed}{again}")}";
    }

    private static JsonObject Document(StoreCheck check, bool repair, IReadOnlyList<Diagnostic> found, int fetched) => new()
    {
        ["schema"] = "lepton/cache-fsck/v1",
        ["blobs"] = check.Blobs,
        ["results"] = check.Results,
        ["repaired"] = repair,
        ["fetched"] = fetched,
        ["damaged"] = new JsonArray([.. found.Select(d => (JsonNode)JsonLines.Describe(d))]),
    };
}
