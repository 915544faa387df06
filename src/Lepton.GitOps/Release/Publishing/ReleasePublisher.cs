using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Release.Publishing;

/// <summary>
/// Publishes a release by looking at what the server has, doing the next thing, and looking again. Publishing comes last, so whoever reads sees a whole release or none;
/// a run that was killed anywhere is finished by the next one.
/// </summary>
/// <param name="clock">For pauses.</param>
/// <param name="say">Told what is done.</param>
public sealed class ReleasePublisher(IReleaseHost host, TimeProvider clock, Action<string> say)
{
    // In a row; what gets the release further begins anew, what only clears up does not.
    private const int MostFailures = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <returns>The release's address, and whether this run published it.</returns>
    /// <exception cref="DiagnosticException">The server refuses, is in trouble for long, or has another release of this tag.</exception>
    public async Task<(string Page, bool IsNew)> PublishAsync(ReleaseText text, IReadOnlyList<ReleaseAsset> assets, IReadOnlySet<string> signed, CancellationToken cancellation)
    {
        var (failures, isNew) = (0, false);
        var sent = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            try
            {
                var found = await host.FindAsync(text.Tag, cancellation);
                if (ReleaseActions.Remaining(text.Tag, found, assets, signed, sent) is not [var next, ..])
                {
                    return (found.First(r => !r.IsDraft).Page, isNew);
                }

                say(next.ToString());
                await DoAsync(next, text, found, assets, cancellation);
                if (next.Kind == ReleaseActionKind.Upload)
                {
                    sent.Add(next.Subject);
                }

                isNew |= next.Kind == ReleaseActionKind.Publish;
                failures = next.Kind is ReleaseActionKind.Upload or ReleaseActionKind.Publish ? 0 : failures;
            }
            catch (UnsureException e)
            {
                if (++failures >= MostFailures)
                {
                    throw new DiagnosticException(GitOpsDiagnostics.ForgeFailed(e.Message, "run it again: what is done stays done, and the same release is finished"));
                }

                say($"{e.Message}; looking again");
                await Task.Delay(e.After ?? FirstPause * Math.Pow(2, failures - 1), clock, cancellation);
            }
        }
    }

    private Task DoAsync(ReleaseAction action, ReleaseText text, IReadOnlyList<HostedRelease> found, IReadOnlyList<ReleaseAsset> assets, CancellationToken cancellation) => action.Kind switch
    {
        ReleaseActionKind.CreateDraft => host.CreateDraftAsync(text, cancellation),
        ReleaseActionKind.DeleteDraft => host.DeleteDraftAsync(found.First(d => d.Id.ToString() == action.Subject), cancellation),
        ReleaseActionKind.DeleteAsset => host.DeleteAssetAsync(found[0].Assets.First(a => a.Name == action.Subject), cancellation),
        ReleaseActionKind.Upload => UploadAsync(found[0], assets.First(a => a.Name == action.Subject), cancellation),
        _ => host.PublishAsync(found[0], text, cancellation),
    };

    private async Task UploadAsync(HostedRelease release, ReleaseAsset asset, CancellationToken cancellation)
    {
        long moved = 0, said = 0;
        await host.UploadAsync(release, asset, count =>
        {
            moved += count;
            if (moved - said > 64 << 20)
            {
                said = moved;
                say($"upload {asset.Name}: {moved / 1e6:0} of {asset.Size / 1e6:0} MB");
            }
        }, cancellation);
    }
}
