using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;

namespace Lepton.GitOps.Evidence;

/// <summary>What was measured of a model and what its gates said, for programs: <c>lepton/metrics/v1</c>.</summary>
public static class MetricsFile
{
    public static JsonObject Of(LockFile locked) => new()
    {
        ["schema"] = "lepton/metrics/v1",
        ["model"] = locked.Model,
        ["artifact"] = locked.Root["artifact"]?.DeepClone(),
        ["dataset"] = new JsonObject
        {
            ["name"] = locked.Root["dataset"]?["name"]?.DeepClone(),
            ["digest"] = locked.Root["dataset"]?["digest"]?.DeepClone(),
            ["test"] = locked.Root["dataset"]?["test"]?.DeepClone(),
        },
        ["metrics"] = locked.Root["metrics"]?.DeepClone(),
        ["slices"] = locked.Root["slices"]?.DeepClone(),
        ["gates"] = locked.Root["gates"]?.DeepClone(),
    };
}
