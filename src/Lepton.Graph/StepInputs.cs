using System.Text.Json.Nodes;
using Lepton.Core.Digests;
using Lepton.Core.Json;

namespace Lepton.Graph;

/// <summary>What a step reads.</summary>
/// <param name="Values">Kind and version of the step, parameters with their defaults spelt out, digests of contents.</param>
/// <param name="Environment">Engines and device, as far as the policy says.</param>
public sealed record StepInputs(JsonObject Values, JsonObject Environment)
{
    /// <summary>Digest of the values alone: what a lock records.</summary>
    public Digest Digest => CanonicalJson.DigestOf(Values);

    /// <summary>Digest of values and environment: the key of the result.</summary>
    public Digest Key => CanonicalJson.DigestOf(new JsonObject
    {
        ["environment"] = Environment.DeepClone(),
        ["inputs"] = Values.DeepClone(),
    });
}
