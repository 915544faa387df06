using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Store.Oci.Credentials;

/// <summary>
/// Credentials that <c>docker login</c> left: in config.json, or with a helper program that config.json names
/// (docker's documentation, "Credential stores" and "Credential helpers").
/// </summary>
/// <param name="folder">The folder of config.json.</param>
public sealed class DockerCredentials(string folder) : ICredentialSource
{
    private static readonly TimeSpan HelperPatience = TimeSpan.FromSeconds(20);

    // What a helper stores as the user of an identity token.
    private const string TokenUser = "<token>";

    /// <summary>The folder that docker itself uses: <c>DOCKER_CONFIG</c>, else <c>.docker</c> in the home folder.</summary>
    public static DockerCredentials Default =>
        new(Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named ? named : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"));

    public async Task<RegistryCredential?> FindAsync(string registry, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var config = JsonNode.Parse(await File.ReadAllBytesAsync(path, cancellation)) as JsonObject;
            var helper = (string?)config?["credHelpers"]?[registry] ?? (string?)config?["credsStore"];
            return (helper is null ? null : await AskAsync(helper, registry, cancellation)) ?? InFile(config, registry);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciFailure.Denied, $"the credentials in '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static RegistryCredential? InFile(JsonObject? config, string registry)
    {
        // Some tools write the host alone, some a URL.
        var auths = config?["auths"] as JsonObject;
        var entry = auths?[registry] ?? auths?[$"https://{registry}"] ?? auths?[$"https://{registry}/"];
        if ((string?)entry?["identitytoken"] is { Length: > 0 } token)
        {
            return new RegistryCredential(string.Empty, token);
        }

        if ((string?)entry?["auth"] is { Length: > 0 } auth)
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 ? new RegistryCredential(text[..colon], text[(colon + 1)..]) : throw new FormatException($"the entry of {registry} is not user:password");
        }

        return (string?)entry?["username"] is { Length: > 0 } user ? new RegistryCredential(user, (string?)entry["password"] ?? string.Empty) : null;
    }

    private static async Task<RegistryCredential?> AskAsync(string helper, string registry, CancellationToken cancellation)
    {
        if (!helper.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new FormatException($"'{helper}' is no name of a credential helper");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(HelperPatience);
        var start = new ProcessStartInfo("docker-credential-" + helper, ["get"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Start(start, helper);
        try
        {
            await TellAsync(process, registry, limit.Token);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            _ = await error;
            if (process.ExitCode != 0)
            {
                // It knows nothing of this registry: the protocol has no other way to say so.
                return null;
            }

            var answer = JsonNode.Parse(await output);
            var user = (string?)answer?["Username"] ?? string.Empty;
            return (string?)answer?["Secret"] is { Length: > 0 } secret ? new RegistryCredential(user == TokenUser ? string.Empty : user, secret) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new OciException(OciFailure.Denied, $"docker-credential-{helper} did not answer within {HelperPatience.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task TellAsync(Process process, string registry, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteAsync(registry.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A helper with one answer to everything need not listen.
            return;
        }
    }

    private static Process Start(ProcessStartInfo start, string helper)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new OciException(OciFailure.Denied, $"docker-credential-{helper}, named in docker's config.json, cannot be started: {e.Message}", e);
        }
    }
}
