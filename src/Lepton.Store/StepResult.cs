using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;

namespace Lepton.Store;

/// <summary>What a step made of the inputs of its key. Immutable: another key, another result.</summary>
/// <param name="Inputs">Everything that the step read, environment aside.</param>
/// <param name="Environment">Engines and device, as far as the policy says.</param>
/// <param name="Facts">What the step found out: counts, metrics, verdicts.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record StepResult(
    string Kind,
    Digest Key,
    JsonObject Inputs,
    JsonObject Environment,
    IReadOnlyList<StepOutput> Outputs,
    JsonObject Facts,
    double Seconds)
{
    private const string Schema = "lepton/result/v1";

    /// <exception cref="KeyNotFoundException">The step made nothing of that name.</exception>
    public StepOutput Output(string name) =>
        Find(name) ?? throw new KeyNotFoundException($"a result of kind {Kind} has no output '{name}'");

    public StepOutput? Find(string name)
    {
        foreach (var output in Outputs)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        return null;
    }

    /// <summary>Whether the key is that of the inputs and the environment.</summary>
    public bool IsSound => Key == CanonicalJson.DigestOf(new JsonObject { ["environment"] = Environment.DeepClone(), ["inputs"] = Inputs.DeepClone() });

    public JsonObject ToJson() => new()
    {
        ["schema"] = Schema,
        ["kind"] = Kind,
        ["key"] = Key.ToString(),
        ["inputs"] = Inputs.DeepClone(),
        ["environment"] = Environment.DeepClone(),
        ["outputs"] = new JsonArray([.. Outputs.Select(o => (JsonNode)new JsonObject
        {
            ["name"] = o.Name,
            ["content"] = o.Content.ToString(),
            ["blob"] = o.Blob.ToString(),
            ["size"] = o.Size,
        })]),
        ["facts"] = Facts.DeepClone(),
        ["seconds"] = Seconds,
    };

    /// <summary>The result in a JSON value, or null where it is not one of this version.</summary>
    public static StepResult? FromJson(JsonNode? node)
    {
        if (node is not JsonObject json || (string?)json["schema"] != Schema || !Digest.TryParse((string?)json["key"], out var key))
        {
            return null;
        }

        var outputs = json["outputs"]!.AsArray().Select(o => new StepOutput(
            (string)o!["name"]!,
            Digest.Parse((string)o["content"]!),
            Digest.Parse((string)o["blob"]!),
            (long)o["size"]!));
        return new StepResult(
            (string)json["kind"]!,
            key,
            (JsonObject)json["inputs"]!.DeepClone(),
            (JsonObject)json["environment"]!.DeepClone(),
            [.. outputs],
            (JsonObject)json["facts"]!.DeepClone(),
            (double)json["seconds"]!);
    }
}
