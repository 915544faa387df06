using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Evidence;

/// <summary>The verdict of a model's gates as an in-toto statement (https://in-toto.io/attestation/test-result/v0.1).</summary>
public static class TestResult
{
    public const string Type = "https://in-toto.io/attestation/test-result/v0.1";

    /// <param name="model">Name and digest of the model file, which it is about.</param>
    /// <param name="specs">The specs that say what was tested, by path from the workspace.</param>
    public static JsonObject Of(LockFile locked, (string Name, Digest Digest) model, IReadOnlyList<(string Path, Digest Digest)> specs)
    {
        var gates = (locked.Root["gates"] as JsonArray ?? []).Select(g => (Title: g?["gate"]?.ToString() ?? string.Empty, Verdict: g?["verdict"]?.ToString())).ToList();
        JsonArray Titled(string verdict) => new([.. gates.Where(g => g.Verdict == verdict).Select(g => (JsonNode)g.Title)]);
        return new JsonObject
        {
            ["_type"] = Provenance.StatementType,
            ["subject"] = new JsonArray(Provenance.Descriptor(model.Name, "sha256", model.Digest.Hex)),
            ["predicateType"] = Type,
            ["predicate"] = new JsonObject
            {
                ["result"] = GateFile.Verdict(locked) switch { "fail" => "FAILED", "inconclusive" => "WARNED", _ => "PASSED" },
                ["configuration"] = new JsonArray([.. specs.Select(s => (JsonNode)Provenance.Descriptor(s.Path, "sha256", s.Digest.Hex))]),
                ["passedTests"] = Titled("pass"),
                ["warnedTests"] = Titled("inconclusive"),
                ["failedTests"] = Titled("fail"),
            },
        };
    }
}
