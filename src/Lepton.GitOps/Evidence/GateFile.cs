using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Evidence;

/// <summary>What a model had to pass and whether it did, for programs: <c>lepton/gate/v1</c>. Gates that compare are judged where the change is reviewed, and are not in it.</summary>
public static class GateFile
{
    /// <summary>The worst of the verdicts: <c>pass</c>, <c>inconclusive</c> or <c>fail</c>.</summary>
    public static string Verdict(LockFile locked)
    {
        var verdicts = (locked.Root["gates"] as JsonArray ?? []).Select(g => g?["verdict"]?.ToString()).ToList();
        return verdicts.Contains("fail") ? "fail" : verdicts.Contains("inconclusive") ? "inconclusive" : "pass";
    }

    public static JsonObject Of(LockFile locked) => new()
    {
        ["schema"] = "lepton/gate/v1",
        ["model"] = locked.Model,
        ["artifact"] = locked.Root["artifact"]?["digest"]?.DeepClone(),
        ["test"] = locked.Root["dataset"]?["test"]?.DeepClone(),
        ["verdict"] = Verdict(locked),
        ["gates"] = locked.Root["gates"]?.DeepClone() ?? new JsonArray(),
    };
}
