namespace Lepton.GitOps.Release;

/// <summary>Names of the files that every bundle has.</summary>
public static class BundleNames
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
}
