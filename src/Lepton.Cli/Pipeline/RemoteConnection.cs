using System.Globalization;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Git;
using Lepton.Specs;
using Lepton.Specs.Workspaces;
using Lepton.Store;
using Lepton.Store.Oci;
using Lepton.Store.Oci.Credentials;
using Lepton.Store.Remotes;

namespace Lepton.Cli.Pipeline;

/// <summary>The remote store of a workspace, as its spec and the environment of the process have it.</summary>
internal static class RemoteConnection
{
    /// <summary><c>off</c> leaves the remote alone, <c>read</c> pushes nothing.</summary>
    private const string Mode = "LEPTON_REMOTE";

    /// <summary>Seconds until the remote must have begun to answer.</summary>
    private const string Timeout = "LEPTON_REMOTE_TIMEOUT";

    private const string Branch = "${branch}";

    /// <summary>Waits until what was made is pushed; what is left after Ctrl-C is pushed by the next cache push.</summary>
    public static async Task FinishAsync(RemoteStore? remote, IEventSink sink, CancellationToken cancellation)
    {
        if (remote is null)
        {
            return;
        }

        try
        {
            await remote.Pushes.FinishAsync(() => sink.Publish(new LeptonEvent.Progress("cache push", null, $"{remote.Pushes.Open} results, {remote.Pushes.Bytes / 1e6:0.0} MB sent")), cancellation);
        }
        catch (OperationCanceledException)
        {
            // The command is ending.
            return;
        }
    }

    /// <summary>The remote, or null where none is named or wanted.</summary>
    /// <param name="tell">Called once for each thing that is wrong with it.</param>
    /// <exception cref="DiagnosticException">The environment says something that cannot be meant.</exception>
    public static async Task<RemoteStore?> OpenAsync(Workspace workspace, LocalStore local, Action<Diagnostic> tell, CancellationToken cancellation)
    {
        var mode = Environment.GetEnvironmentVariable(Mode) is { Length: > 0 } text ? text : "on";
        if (mode is not ("on" or "read" or "off"))
        {
            throw new DiagnosticException(CliDiagnostics.BadVariable(Mode, mode, "on, read or off"));
        }

        if (workspace.Spec.Remote is not { } spec || mode == "off" || !OciReference.TryParse(spec.Url, out var url))
        {
            return null;
        }

        var origin = BuildOrigin.Of(Environment.GetEnvironmentVariable, spec.Write?.Contains(Branch, StringComparison.Ordinal) == true ? await CheckedOutAsync(workspace.Root, tell, cancellation) : null);
        var write = mode == "read" ? null : Namespace(spec.Write, origin);
        return new RemoteStore(url, Credentials(spec), Limits(), [.. spec.Read.Select(n => new RemoteNamespace(n))], write, origin.Builder, local, tell);
    }

    private static OciLimits Limits()
    {
        if (Environment.GetEnvironmentVariable(Timeout) is not { Length: > 0 } text)
        {
            return OciLimits.Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? OciLimits.Default with { Connect = TimeSpan.FromSeconds(seconds), Answer = TimeSpan.FromSeconds(seconds) }
            : throw new DiagnosticException(CliDiagnostics.BadVariable(Timeout, text, "whole seconds, 1 to 3600"));
    }

    private static RemoteNamespace? Namespace(string? write, BuildOrigin origin) =>
        write is null || (origin.Branch is null && write.Contains(Branch, StringComparison.Ordinal)) ? null : new RemoteNamespace(write.Replace(Branch, origin.Branch, StringComparison.Ordinal));

    // Without git, outside of a repository, or in one that git refuses, there is no branch: nothing is pushed, which fails no build.
    private static async Task<string?> CheckedOutAsync(string root, Action<Diagnostic> tell, CancellationToken cancellation)
    {
        try
        {
            return await GitRepository.FindAsync(root, cancellation) is { } repository ? await repository.BranchAsync(cancellation) : null;
        }
        catch (DiagnosticException e)
        {
            e.Diagnostics.ToList().ForEach(d => tell(d with { Severity = Severity.Warning }));
            return null;
        }
    }

    private static ICredentialSource Credentials(RemoteSpec spec) =>
        spec.Password is not { } password ? DockerCredentials.Default
            : Environment.GetEnvironmentVariable(password) is { Length: > 0 } secret
                ? new FixedCredential(new RegistryCredential(spec.User is { } user && Environment.GetEnvironmentVariable(user) is { Length: > 0 } name ? name : "lepton", secret))
                : new FixedCredential(null);
}
