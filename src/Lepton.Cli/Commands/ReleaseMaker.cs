using System.Text;
using Lepton.Cli.Pipeline;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps;
using Lepton.GitOps.Evidence.Signing;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Publishing;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;

namespace Lepton.Cli.Commands;

/// <summary>Makes the bundle of a release, and publishes it where the user says so.</summary>
internal sealed class ReleaseMaker(Session session, GitRepository repository, SigningKey key, ReleaseTarget target)
{
    // ECDSA draws a number for each signature: another run's are as good.
    private static readonly HashSet<string> Signed = new([BundleNames.Signature, BundleNames.Statements], StringComparer.Ordinal);

    private readonly Workspace workspace = session.Workspace!;

    /// <exception cref="DiagnosticException">The bundle cannot be written, or not be published.</exception>
    public async Task MakeAsync(ModelSpec model, LockFile locked, PlannedRelease plan, CancellationToken cancellation)
    {
        // Without an output the bundle lies in the store's own folder for as long as it takes.
        using var work = target.Output is null ? WorkFolder.Create(workspace.StoreFolder) : null;
        var folder = work is not null ? work.File(plan.BundleName!) : Path.GetFullPath(Path.Combine(session.Terminal.Folder, target.Output!, plan.BundleName!));
        var bundle = await WriteAsync(folder, model, locked, plan, cancellation);
        if (target.Publishes || target.Registry is not null)
        {
            await PublishAsync(folder, bundle, model, plan, cancellation);
        }
    }

    private async Task<Bundle> WriteAsync(string folder, ModelSpec model, LockFile locked, PlannedRelease plan, CancellationToken cancellation)
    {
        var file = await StoredModel.RequireAsync(session, workspace, model.Name, locked.Artifact!.Value, cancellation);
        try
        {
            using var claim = await StepClaim.AcquireAsync(workspace.StoreFolder, Digest.Of(Encoding.UTF8.GetBytes(folder)), () => { }, cancellation);
            var bundle = await ModelBundle.MakeAsync(workspace, model, locked, file, plan.Next!.ToNormalizedString(), key, target.Package, cancellation);
            bundle.Write(folder);
            return bundle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotWrite(folder, e.Message));
        }
    }

    /// <summary>What publishing would do on the servers as they are; the bundle is made, signed by nobody's key, and thrown away.</summary>
    public async Task<IReadOnlyList<string>> ActionsAsync(ModelSpec model, LockFile locked, PlannedRelease plan, CancellationToken cancellation)
    {
        using var work = WorkFolder.Create(workspace.StoreFolder);
        var folder = work.File(plan.BundleName!);
        var assets = Assets(folder, await WriteAsync(folder, model, locked, plan, cancellation));
        var actions = new List<string>();
        if (target.Publishes)
        {
            using var releases = Forge(assets);
            var tag = plan.Tag!.ToString();
            actions.AddRange(ReleaseActions.Remaining(tag, await releases.FindAsync(tag, cancellation), assets, Signed, new HashSet<string>()).Select(a => a.ToString()));
        }

        if (target.Registry is { } registry)
        {
            using var releases = Registry(registry, plan);
            actions.AddRange(await releases.RemainingAsync(plan, assets, Signed, cancellation));
        }

        return actions;
    }

    private static List<ReleaseAsset> Assets(string folder, Bundle bundle) => [.. bundle.Files.Select(f => new ReleaseAsset(f.Name, Path.Combine(folder, f.Name), new FileInfo(Path.Combine(folder, f.Name)).Length, f.Digest))];

    private async Task PublishAsync(string folder, Bundle bundle, ModelSpec model, PlannedRelease plan, CancellationToken cancellation)
    {
        var assets = Assets(folder, bundle);
        var paths = ModelBundle.Sources(workspace, model).Select(repository.PathOf).ToList();
        var notes = ReleaseNotes.Write(plan, await repository.CommitsAsync(plan.LastCommit, paths, cancellation), [.. assets.Select(a => (a.Name, a.Digest.Hex))]);
        var text = new ReleaseText(plan.Tag!.ToString(), await repository.CommitAsync("HEAD", cancellation), $"{plan.Model} {plan.Next!.ToNormalizedString()}", notes, plan.Next.IsPrerelease, plan.IsNewest);
        if (target.Publishes)
        {
            await ToForgeAsync(plan, text, assets, cancellation);
        }

        if (target.Registry is { } registry)
        {
            using var releases = Registry(registry, plan);
            var digest = await releases.PublishAsync(plan, text, assets, Signed, cancellation);
            Say(plan, $"{(digest is null ? "is out already" : "published")}: {registry.In(plan.Model)}:{plan.Next.ToNormalizedString()}{(digest is null ? string.Empty : $" ({digest})")}");
        }
    }

    private async Task ToForgeAsync(PlannedRelease plan, ReleaseText text, List<ReleaseAsset> assets, CancellationToken cancellation)
    {
        using var releases = Forge(assets);
        var (page, isNew) = await new ReleasePublisher(releases, TimeProvider.System, line => Say(plan, line)).PublishAsync(text, assets, Signed, cancellation);
        Say(plan, $"{(isNew ? "published" : "is out already")}: {page}");
    }

    private static GitHubReleases Forge(List<ReleaseAsset> assets)
    {
        GitHubReleases.RequireSizes(assets);
        var (api, name, token) = RequireForge();
        return new GitHubReleases(null, api, name, token, TimeProvider.System);
    }

    /// <exception cref="DiagnosticException">Nobody says which repository on GitHub is meant.</exception>
    public static (Uri Api, string Repository, string? Token) RequireForge() => GitHubContext.Access(Environment.GetEnvironmentVariable) ?? throw new DiagnosticException(GitOpsDiagnostics.NoForge("--publish"));

    private OciReleases Registry(OciReference registry, PlannedRelease plan) => new(registry.In(plan.Model), DockerCredentials.Default, OciLimits.Default, line => Say(plan, line));

    private void Say(PlannedRelease plan, string line) => session.Terminal.Error.WriteLine($"{plan.Model}: {line}");
}
