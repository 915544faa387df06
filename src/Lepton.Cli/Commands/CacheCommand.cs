using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton cache</c>: care for the store.</summary>
internal static class CacheCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what is damaged" };
        var fsck = new Command("fsck", "Read every blob and result of the store, and remove what is damaged: the next run makes it again") { dryRun };
        fsck.Options.Add(common.Json);
        fsck.Options.Add(common.Plain);
        fsck.SetAction((arguments, cancellation) => Task.FromResult((int)Check(terminal, arguments, common, !arguments.GetValue(dryRun), cancellation)));
        return new Command("cache", "Care for the store of results") { fsck };
    }

    private static ExitCode Check(Terminal terminal, ParseResult arguments, CommonOptions common, bool repair, CancellationToken cancellation)
    {
        const string Step = "cache fsck";
        using var session = new Session(terminal, arguments, common);
        var loaded = WorkspaceLoader.Load(terminal.Folder, selection: new SpecSelection(new HashSet<string>(), new Dictionary<(SpecKind, string), string>()));
        if (loaded.Workspace is not { } workspace)
        {
            return session.Fail([.. loaded.Diagnostics]);
        }

        var view = new BroadcastSink(new RunView(session.Terminal, verbose: false, TimeProvider.System));
        view.Publish(new LeptonEvent.StepStarted(Step));
        var check = new StoreCheck(new LocalStore(workspace.StoreFolder), repair);
        IReadOnlyList<Diagnostic> found;
        try
        {
            found = check.Run((done, all) => view.Publish(new LeptonEvent.Progress(Step, (double)done / all, $"{done} of {all} blobs")), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return session.Fail(StoreDiagnostics.Unwritable(workspace.StoreFolder, e.Message));
        }

        view.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
        session.Tell(found);
        if (session.Json)
        {
            terminal.Out.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/cache-fsck/v1",
                ["blobs"] = check.Blobs,
                ["results"] = check.Results,
                ["repaired"] = repair,
                ["damaged"] = new JsonArray([.. found.Select(d => (JsonNode)JsonLines.Describe(d))]),
            }.ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            terminal.Out.WriteLine($"{check.Blobs} blobs and {check.Results} results read: {(found.Count == 0 ? "all sound" : $"{found.Count} damaged{(found.Any(d => d.IsError) ? string.Empty : ", removed")}")}");
        }

        return found.Any(d => d.IsError) ? ExitCode.Infrastructure : ExitCode.Done;
    }
}
