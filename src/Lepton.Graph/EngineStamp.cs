using System.Text.Json.Nodes;
using Lepton.Specs.Workspaces;

namespace Lepton.Graph;

/// <summary>Versions of engines, and the device, as far as the workspace's policy puts them into keys.</summary>
/// <param name="version">The version of an engine by its name, or null where it is not there.</param>
/// <param name="device">The device class, such as <c>cpu-x64-v3</c>.</param>
public sealed class EngineStamp(EnvironmentPolicy policy, string device, Func<string, string?> version)
{
    /// <summary>What a step that uses these engines has in its key.</summary>
    public JsonObject For(params IReadOnlyList<string> engines)
    {
        var stamp = new JsonObject();
        if (policy == EnvironmentPolicy.Ignore)
        {
            return stamp;
        }

        stamp["device"] = device;
        foreach (var engine in engines)
        {
            stamp[engine] = Shorten(version(engine));
        }

        return stamp;
    }

    private string? Shorten(string? full) =>
        full is null || policy == EnvironmentPolicy.Exact ? full : string.Join('.', full.Split('.').Take(2));
}
