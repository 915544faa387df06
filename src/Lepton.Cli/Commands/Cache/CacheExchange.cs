using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Cli.Commands.Cache;

/// <summary>What pushing and pulling work with: the models that are named, the store, the remote one, and where to tell of it.</summary>
internal sealed record CacheExchange(Session Session, string Step, LocalStore Store, RemoteStore Remote, ModelRunner Runner, IEventSink Sink)
{
    /// <exception cref="DiagnosticException">The workspace has no remote, or it is turned off.</exception>
    public static async Task<ExitCode> RunAsync(Session session, string step, Func<CacheExchange, Task<ExitCode>> work, CancellationToken cancellation)
    {
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var (workspace, sink) = (session.Workspace!, session.Sink());
        var store = new LocalStore(workspace.StoreFolder);
        using var use = await StoreUse.ShareAsync(store.Folder, () => sink.Publish(new LeptonEvent.Progress(step, null, "waiting for cache gc to end")), cancellation);
        await using var remote = await RemoteConnection.OpenAsync(workspace, store, d => sink.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation)
            ?? throw new DiagnosticException(workspace.Spec.Remote is null ? CliDiagnostics.NoRemote() : CliDiagnostics.RemoteIsOff());
        return await work(new CacheExchange(session, step, store, remote, new ModelRunner(workspace, session.Engines, session.Known!, sink), sink));
    }

    public void Progress(double? fraction, string text) => Sink.Publish(new LeptonEvent.Progress(Step, fraction, text));

    /// <summary>Nothing moves any more: what was drawn goes.</summary>
    public void Finish(ExitCode code) => Sink.Publish(new LeptonEvent.RunFinished(code, TimeSpan.Zero));
}
