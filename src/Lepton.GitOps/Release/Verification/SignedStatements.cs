using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.GitOps.Evidence;
using Lepton.GitOps.Evidence.Signing;

namespace Lepton.GitOps.Release.Verification;

/// <summary>The statements of a bundle that a trusted key signed and that are about its files.</summary>
/// <param name="Provenance">The predicate of the provenance, or null.</param>
/// <param name="Verdict">The predicate of the gates' verdict, or null.</param>
/// <param name="Problems">Statements that are not what they should be.</param>
internal sealed record SignedStatements(JsonNode? Provenance, JsonNode? Verdict, IReadOnlyList<string> Problems)
{
    /// <param name="files">The bundle's files by name.</param>
    public static SignedStatements Read(ReadOnlySpan<byte> lines, IReadOnlyList<VerificationKey> keys, IReadOnlyDictionary<string, Digest> files)
    {
        JsonNode? provenance = null, verdict = null;
        var problems = new List<string>();
        foreach (var line in Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Statement(line, keys, out var problem) is not { } statement)
            {
                problems.Add(problem);
                continue;
            }

            var type = (string?)statement["predicateType"];
            if (Foreign(statement, files) is { } foreign)
            {
                problems.Add($"a statement ({type}) is about {foreign}, which is not in the bundle with these bytes: it belongs to another release");
            }
            else if (type == Evidence.Provenance.Type && provenance is null)
            {
                provenance = statement["predicate"];
            }
            else if (type == TestResult.Type && verdict is null)
            {
                verdict = statement["predicate"];
            }
            else
            {
                problems.Add($"a statement of type {type} is one too many");
            }
        }

        return new SignedStatements(provenance, verdict, problems);
    }

    private static JsonNode? Statement(string line, IReadOnlyList<VerificationKey> keys, out string problem)
    {
        problem = "a line is no signed statement";
        try
        {
            if (DsseEnvelope.Parse(JsonNode.Parse(line)) is not { PayloadType: DsseEnvelope.Statement } envelope)
            {
                return null;
            }

            problem = "a statement is signed by none of the keys that are trusted";
            return !keys.Any(envelope.IsOf) ? null : JsonNode.Parse(envelope.Payload) is { } statement && (string?)statement["_type"] == Evidence.Provenance.StatementType ? statement : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // The first subject that is no file of the bundle; a statement without any is about nothing.
    private static string? Foreign(JsonNode statement, IReadOnlyDictionary<string, Digest> files)
    {
        try
        {
            var subjects = statement["subject"]!.AsArray().Select(s => (Name: (string)s!["name"]!, Hex: (string?)s["digest"]?["sha256"])).ToList();
            return subjects.Count == 0 ? "nothing" : subjects.FirstOrDefault(s => !files.TryGetValue(s.Name, out var digest) || digest.Hex != s.Hex).Name;
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return "nothing that can be read";
        }
    }
}
