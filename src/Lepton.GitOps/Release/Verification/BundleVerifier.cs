using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.GitOps.Evidence.Signing;
using Lepton.GitOps.Locks;
using Lepton.Specs;
using Lepton.Specs.Policies;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Release.Verification;

/// <summary>
/// Holds a bundle against keys and a policy: the signature lists the files, so a file that was changed, added, removed or renamed is found; the signed statements are
/// about exactly these files, so none of another release stands in. Nothing that comes with the bundle says whom to trust.
/// </summary>
/// <param name="keys">Of which one must have signed.</param>
/// <param name="policy">More that must hold; null for the signature alone.</param>
public sealed class BundleVerifier(IReadOnlyList<VerificationKey> keys, PolicySpec? policy)
{
    private const int LongestEvidence = 64 << 20;

    /// <param name="folder">The bundle's.</param>
    /// <param name="progress">Told the name of each file before it is read.</param>
    /// <exception cref="DiagnosticException">There is no such folder, or it cannot be read.</exception>
    public VerifiedBundle Verify(string folder, Action<string> progress, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var files = Files(folder, progress, findings, cancellation);
        Signature(folder, files, findings);
        Checksums(folder, files, findings);
        var (model, version) = Lock(folder, files, findings);
        var statements = Statements(folder, files, findings);
        var parameters = statements.Provenance?["buildDefinition"]?["externalParameters"];
        if (statements.Provenance is not null)
        {
            (model, version) = (Text(parameters?["model"]), Text(parameters?["version"]));
            findings.Add(new Finding("provenance", true, $"{model}{(version is null ? string.Empty : " " + version)}, built by {Builder(statements.Provenance)} from {Source(statements.Provenance) ?? "specs that are in no commit"}"));
        }

        if (statements.Verdict is not null)
        {
            findings.Add(new Finding("verdict", true, Gates(statements.Verdict) == 0 ? "it was signed without gates: nothing was asked of it" : $"its gates: {Text(statements.Verdict["result"])?.ToLowerInvariant()}"));
        }

        Policy(model, statements, findings);
        return new VerifiedBundle(model, version, findings,
        [
            "when it was signed: a signature by a key has no time",
            "that who signed told the truth about data and training",
            "who trained it: the statement names who put the release together, and the model may have come from a store",
            .. policy is null ? ["who may build it: there is no policy"] : Array.Empty<string>(),
        ]);
    }

    private static SortedDictionary<string, Digest> Files(string folder, Action<string> progress, List<Finding> findings, CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, Digest>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                if (entry is not FileInfo || entry.LinkTarget is not null)
                {
                    findings.Add(new Finding("files", false, $"{entry.Name} is no file"));
                    continue;
                }

                progress(entry.Name);
                files[entry.Name] = FileHasher.Hash(entry.FullName, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoBundle(folder, e.Message));
        }

        return files;
    }

    private void Signature(string folder, SortedDictionary<string, Digest> files, List<Finding> findings)
    {
        if (Read(folder, BundleNames.Signature, files) is not { } bundle)
        {
            findings.Add(new Finding("signature", false, $"there is no {BundleNames.Signature}"));
            return;
        }

        var (signed, problem) = ModelSignature.Read(bundle, keys);
        if (signed is null)
        {
            findings.Add(new Finding("signature", false, $"{BundleNames.Signature}: {problem}"));
            return;
        }

        var before = findings.Count;
        foreach (var (name, digest) in files.Where(f => f.Key != BundleNames.Signature))
        {
            if (!signed.TryGetValue(name, out var expected))
            {
                findings.Add(new Finding("files", false, $"{name} was added: it is not signed"));
            }
            else if (expected != digest)
            {
                findings.Add(new Finding("files", false, $"{name} was changed: its SHA-256 is {digest.Hex}, signed is {expected.Hex}"));
            }
        }

        findings.AddRange(signed.Keys.Where(n => !files.ContainsKey(n)).Order(StringComparer.Ordinal).Select(n => new Finding("files", false, $"{n} is missing")));
        if (findings.Count == before)
        {
            findings.Add(new Finding("signature", true, $"all {signed.Count} files are those that the owner of a trusted key signed"));
        }
    }

    private static void Checksums(string folder, SortedDictionary<string, Digest> files, List<Finding> findings)
    {
        if (Read(folder, BundleNames.Checksums, files) is not { } content)
        {
            findings.Add(new Finding("checksums", false, $"there is no {BundleNames.Checksums}"));
            return;
        }

        var wrong = System.Text.Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split("  ", 2)).Where(p => p.Length != 2 || !files.TryGetValue(p[1], out var digest) || digest.Hex != p[0]).Select(p => p[^1]).ToList();
        findings.AddRange(wrong.Select(w => new Finding("checksums", false, $"{w} is not what {BundleNames.Checksums} says")));
    }

    // The lock names the model's bytes.
    private static (string? Model, string? Version) Lock(string folder, SortedDictionary<string, Digest> files, List<Finding> findings)
    {
        var name = files.Keys.FirstOrDefault(n => n.EndsWith(".lock.yaml", StringComparison.Ordinal));
        var locked = name is null || Read(folder, name, files) is not { } content ? null : YamlReader.Parse(name, content, []) is { } document ? LockFile.Of(document) : null;
        if (locked is null)
        {
            findings.Add(new Finding("lock", false, "there is no lock that can be read"));
            return (null, null);
        }

        var model = locked.Model + ".onnx";
        var isSame = files.TryGetValue(model, out var digest) && digest == locked.Artifact;
        findings.Add(new Finding("lock", isSame, isSame ? $"{name} names {model} by its digest" : $"{name} names another model file than {model}"));
        return (locked.Model, null);
    }

    private SignedStatements Statements(string folder, SortedDictionary<string, Digest> files, List<Finding> findings)
    {
        if (Read(folder, BundleNames.Statements, files) is not { } lines)
        {
            findings.Add(new Finding("provenance", false, $"there is no {BundleNames.Statements}"));
            return new SignedStatements(null, null, []);
        }

        var statements = SignedStatements.Read(lines, keys, files);
        findings.AddRange(statements.Problems.Select(p => new Finding("provenance", false, $"{BundleNames.Statements}: {p}")));
        if (statements.Provenance is null || statements.Verdict is null)
        {
            findings.Add(new Finding("provenance", false, $"{BundleNames.Statements} has no signed {(statements.Provenance is null ? "provenance" : "verdict of the gates")} of these files"));
        }

        return statements;
    }

    private void Policy(string? model, SignedStatements statements, List<Finding> findings)
    {
        if (policy is null)
        {
            return;
        }

        void Must(string name, IReadOnlyList<string> allowed, string? found)
        {
            if (allowed.Count > 0)
            {
                var isIn = found is not null && allowed.Any(p => NamePattern.Matches(p, found));
                findings.Add(new Finding("policy", isIn, $"{name} {found ?? "unknown"} is {(isIn ? "allowed" : $"none of those that {policy.Name} allows")}"));
            }
        }

        var (repository, branch) = Parts(Source(statements.Provenance));
        Must("model", policy.Models, model);
        Must("builder", policy.Builders, statements.Provenance is null ? null : Builder(statements.Provenance));
        Must("repository", policy.Repositories, repository);
        Must("branch", policy.Branches, branch);
        var result = Gates(statements.Verdict) == 0 ? null : Text(statements.Verdict?["result"]);
        var isGood = policy.Verdict == RequiredVerdict.Any || result == "PASSED" || (result == "WARNED" && policy.Verdict == RequiredVerdict.Warned);
        findings.Add(new Finding("policy", isGood, $"gates {result?.ToLowerInvariant() ?? "none"}, {(isGood ? "as" : "not as")} {policy.Name} wants them"));
        var passed = Titles(statements.Verdict, "passedTests").Except(Titles(statements.Verdict, "warnedTests").Concat(Titles(statements.Verdict, "failedTests"))).ToList();
        foreach (var gate in policy.Gates)
        {
            findings.Add(new Finding("policy", passed.Contains(gate), $"gate '{gate}' {(passed.Contains(gate) ? "passed" : "did not pass")}"));
        }
    }

    private static IEnumerable<string?> Titles(JsonNode? verdict, string list) => (verdict?[list] as JsonArray ?? []).Select(Text);

    private static int Gates(JsonNode? verdict) => new[] { "passedTests", "warnedTests", "failedTests" }.Sum(l => Titles(verdict, l).Count());

    private static string Builder(JsonNode provenance) => Text(provenance["runDetails"]?["builder"]?["id"]) ?? "somebody";

    // git+https://… without what says that it is git's.
    private static string? Source(JsonNode? provenance) =>
        (provenance?["buildDefinition"]?["resolvedDependencies"] as JsonArray ?? []).Select(d => Text(d?["uri"])).FirstOrDefault(u => u?.StartsWith("git+", StringComparison.Ordinal) == true)?[4..];

    // Address, at sign, full name of the reference. The first one counts: a branch may have an at sign in its name, and an address before it a user.
    private static (string? Repository, string? Branch) Parts(string? source)
    {
        const string Heads = "refs/heads/";
        if (source?.IndexOf("@refs/", StringComparison.Ordinal) is not (>= 0 and var at))
        {
            return (source, null);
        }

        var reference = source[(at + 1)..];
        return (source[..at], reference.StartsWith(Heads, StringComparison.Ordinal) ? reference[Heads.Length..] : reference);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static byte[]? Read(string folder, string name, SortedDictionary<string, Digest> files)
    {
        var path = Path.Combine(folder, name);
        if (!files.TryGetValue(name, out var digest) || new FileInfo(path).Length > LongestEvidence)
        {
            return null;
        }

        // What is believed is what was hashed.
        var content = File.ReadAllBytes(path);
        return Digest.Of(content) == digest ? content : throw new DiagnosticException(GitOpsDiagnostics.NoBundle(folder, $"{name} changed while it was being read"));
    }
}
