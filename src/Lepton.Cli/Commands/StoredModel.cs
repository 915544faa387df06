using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary>The file of a model that a lock names.</summary>
internal static class StoredModel
{
    /// <summary>Its path in the store; fetched from the remote store where it is not in the local one.</summary>
    /// <exception cref="DiagnosticException">It is in neither.</exception>
    public static async Task<string> RequireAsync(Session session, Workspace workspace, string name, Digest digest, CancellationToken cancellation)
    {
        var store = new LocalStore(workspace.StoreFolder);
        if (!store.Blobs.Contains(digest))
        {
            var sink = session.Sink();
            await using var remote = await RemoteConnection.OpenAsync(workspace, store, d => sink.Publish(new LeptonEvent.DiagnosticRaised(null, d)), cancellation);
            var fetched = remote is not null && await remote.FetchAsync([new BlobInfo(digest, 0)], (fraction, text) => sink.Publish(new LeptonEvent.Progress(name, fraction, text)), cancellation);
            sink.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
            if (!fetched)
            {
                throw new DiagnosticException(CliDiagnostics.NotTrained(name));
            }
        }

        return store.Blobs.Require(digest);
    }
}
