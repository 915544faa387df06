using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Lepton.Testing.Registry;

/// <summary>Debian's docker-registry on a loopback port of its own, with an empty disk.</summary>
public sealed partial class RegistryServer : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Process process;

    /// <summary>A registry that asks nobody for anything.</summary>
    public RegistryServer()
        : this(_ => string.Empty)
    {
    }

    // What is added to the configuration, given the server's folder.
    private RegistryServer(Func<TempFolder, string> more)
    {
        File.WriteAllText(folder.File("config.yml"), $"version: 0.1\nlog: {{ level: info }}\nstorage: {{ filesystem: {{ rootdirectory: {folder.File("data")} }}, delete: {{ enabled: true }} }}\nhttp: {{ addr: '127.0.0.1:0' }}\n{more(folder)}");
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", folder.File("config.yml")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Address = ReadAddress();
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>A registry to which <c>user</c> must come with a password.</summary>
    public static RegistryServer WithPassword(string password)
    {
        using var htpasswd = Process.Start(new ProcessStartInfo("htpasswd", ["-nbB", "user", password]) { RedirectStandardOutput = true })!;
        return new RegistryServer(f =>
        {
            File.WriteAllText(f.File("htpasswd"), htpasswd.StandardOutput.ReadToEnd());
            return $"auth: {{ htpasswd: {{ realm: test, path: {f.File("htpasswd")} }} }}\n";
        });
    }

    /// <summary>A registry that lets in whom a token service lets in.</summary>
    public static RegistryServer WithTokens(TokenService service) => new(f =>
    {
        File.WriteAllText(f.File("root.pem"), service.Certificate);
        return $"auth: {{ token: {{ realm: '{service.Realm}', service: '{TokenService.Service}', issuer: '{TokenService.Issuer}', rootcertbundle: {f.File("root.pem")} }} }}\n";
    });

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Where the registry keeps its files.</summary>
    public string Data => folder.File("data");

    /// <summary>Repositories that hold a manifest, in order.</summary>
    public IReadOnlyList<string> Repositories =>
        Directory.Exists(Path.Combine(Data, "docker/registry/v2/repositories"))
            ? [.. Directory.EnumerateDirectories(Path.Combine(Data, "docker/registry/v2/repositories"), "_manifests", SearchOption.AllDirectories)
                .Select(p => Path.GetRelativePath(Path.Combine(Data, "docker/registry/v2/repositories"), Path.GetDirectoryName(p)!)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Tags of a repository, in order.</summary>
    public IReadOnlyList<string> Tags(string repository)
    {
        var tags = Path.Combine(Data, "docker/registry/v2/repositories", repository, "_manifests/tags");
        return Directory.Exists(tags) ? [.. Directory.EnumerateDirectories(tags).Select(t => Path.GetFileName(t)).Order(StringComparer.Ordinal)] : [];
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private string ReadAddress()
    {
        while (process.StandardError.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("docker-registry did not start");
    }

    [GeneratedRegex(@"listening on (127\.0\.0\.1:[0-9]+)")]
    private static partial Regex Listening();
}
