using System.Text.RegularExpressions;

namespace Lepton.Store.Oci;

/// <summary>The parameters of a WWW-Authenticate challenge (RFC 9110, 11.2): <c>realm="…",service="…"</c>.</summary>
internal static partial class ChallengeParameters
{
    public static IReadOnlyDictionary<string, string> Parse(string? text)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter().Matches(text ?? string.Empty))
        {
            found[match.Groups[1].Value] = match.Groups[2].Success ? Escaped().Replace(match.Groups[2].Value, "$1") : match.Groups[3].Value;
        }

        return found;
    }

    [GeneratedRegex("""([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
