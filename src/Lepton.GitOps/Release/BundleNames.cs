using System.Text.RegularExpressions;

namespace Lepton.GitOps.Release;

/// <summary>Names of the files of bundles.</summary>
public static partial class BundleNames
{
    public const string Card = "README.md";
    public const string Metrics = "metrics.json";
    public const string Gate = "gate.json";
    public const string Bom = "bom.cdx.json";
    public const string Checksums = "checksums.txt";

    /// <summary>What the run of the build adds, not signed; no checksum covers it.</summary>
    public const string Provenance = "provenance.json";

    /// <summary>The same, and the gates' verdict, as signed statements, one a line; no checksum covers it.</summary>
    public const string Statements = "provenance.intoto.jsonl";

    /// <summary>The signature over all other files.</summary>
    public const string Signature = "model.sig";

    /// <summary>Whether every server keeps a name as it is: letters and digits of ASCII, dots, dashes, underscores, none of the signs first.</summary>
    public static bool IsPlain(string name) => Plain().IsMatch(name);

    /// <summary>The name that a file of the workspace has in a bundle: GitHub would put a dot for any other sign.</summary>
    public static string Of(string path)
    {
        var name = Other().Replace(Path.GetFileName(path), ".").TrimStart('.', '-', '_');
        return name.Length > 0 ? name : "file";
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Other();
}
