using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Lepton.Store.Oci;

/// <summary>A repository of a registry, written <c>oci://host[:port]/path</c>.</summary>
/// <param name="Registry">Where the registry answers, such as <c>https://ghcr.io/</c>; loopback hosts speak plain HTTP, as docker has it.</param>
/// <param name="Repository">Its path, such as <c>acme/lepton-cache</c>.</param>
public sealed partial record OciReference(Uri Registry, string Repository)
{
    // The distribution specification leaves the length to registries; docker's limit for host and path together.
    private const int MaxLength = 255;

    /// <summary>Reads <c>oci://host/path</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OciReference? reference)
    {
        reference = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != "oci" || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || uri.Query.Length + uri.Fragment.Length > 0)
        {
            return false;
        }

        var path = uri.AbsolutePath.Trim('/');
        if (!IsRepository(path))
        {
            return false;
        }

        var scheme = uri.IsLoopback ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        reference = new OciReference(new Uri($"{scheme}://{uri.Authority}/"), path);
        return true;
    }

    /// <summary>A repository below this one.</summary>
    public OciReference In(string name) => this with { Repository = $"{Repository}/{name}" };

    /// <summary>Whether a text is a repository's path as the distribution specification has it.</summary>
    public static bool IsRepository(string text) => text.Length <= MaxLength && RepositoryPattern().IsMatch(text);

    public override string ToString() => $"oci://{Registry.Authority}/{Repository}";

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryPattern();
}
