using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Locks;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Events;
using Lepton.Store;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache gc</c>: frees the space of what no lock and no spec names any more.</summary>
internal static class CacheGcCommand
{
    private const string Step = "cache gc";

    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be freed" };
        var command = new Command("gc", "Remove results and files that no lock and no spec names: not in the working tree, nor on any branch or tag. Waits for builds that run") { dryRun };
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(dryRun), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, bool dryRun, CancellationToken cancellation)
    {
        var view = new RunView(session.Terminal, verbose: false, TimeProvider.System);
        var workspace = CacheCommand.Workspace(session.Terminal);
        var store = new LocalStore(workspace.StoreFolder);
        using var use = dryRun ? null : await StoreUse.AloneAsync(store.Folder, () => view.Publish(new LeptonEvent.Progress(Step, null, "waiting for a build to end")), cancellation);
        view.Publish(new LeptonEvent.Progress(Step, null, "reading locks"));
        var named = await NamedDigests.ReadAsync(workspace.Root, cancellation);
        var collection = new StoreCollection(store, named.Digests);
        view.Publish(new LeptonEvent.Progress(Step, null, "reading the store"));
        collection.Find(cancellation);
        if (!dryRun)
        {
            collection.Remove(cancellation);
        }

        view.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
        await session.Terminal.Out.WriteLineAsync(session.Json ? Document(collection, named, dryRun).ToJsonString(OutcomeJson.Indented) : Summary(collection, named, dryRun));
        return ExitCode.Done;
    }

    private static string Summary(StoreCollection found, NamedDigests named, bool dryRun) =>
        $"{(dryRun ? "would free" : "freed")} {CacheCommand.Megabytes(found.Bytes)}: {CacheCommand.Count(found.Blobs, "file")}, {CacheCommand.Count(found.Results, "result")}\n"
        + $"{(dryRun ? "would keep" : "kept")} {CacheCommand.Megabytes(found.KeptBytes)}: {CacheCommand.Count(found.KeptBlobs, "file")}, {CacheCommand.Count(found.KeptResults, "result")} "
        + $"that the working tree{(named.Commits > 0 ? $" or one of {CacheCommand.Count(named.Commits, "commit")} at branches and tags" : string.Empty)} names";

    private static JsonObject Document(StoreCollection found, NamedDigests named, bool dryRun) => new()
    {
        ["schema"] = "lepton/cache-gc/v1",
        ["dry-run"] = dryRun,
        ["commits"] = named.Commits,
        ["freed"] = new JsonObject { ["files"] = found.Blobs, ["results"] = found.Results, ["bytes"] = found.Bytes },
        ["kept"] = new JsonObject { ["files"] = found.KeptBlobs, ["results"] = found.KeptResults, ["bytes"] = found.KeptBytes },
    };
}
