using System.Text.Json.Nodes;
using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Values of <c>.nuke/parameters.json</c>, and of <c>.nuke/parameters.NAME.json</c> for each <c>--profile NAME</c>.</summary>
internal sealed class ParameterFiles
{
    private readonly List<JsonObject> files = [];

    /// <exception cref="InvalidUsageException">A profile has no file, or a file is no JSON object.</exception>
    public ParameterFiles(AbsolutePath root, IReadOnlyList<string> profiles)
    {
        foreach (var profile in profiles)
        {
            var path = root / ".nuke" / $"parameters.{profile}.json";
            files.Add(File.Exists(path) ? Read(path) : throw new InvalidUsageException($"there is no profile '{profile}': {path} does not exist"));
        }

        if (File.Exists(root / ".nuke" / "parameters.json"))
        {
            files.Add(Read(root / ".nuke" / "parameters.json"));
        }
    }

    public IReadOnlyList<string>? Values(string name)
    {
        foreach (var node in files.Select(f => f[name]).OfType<JsonNode>())
        {
            return node is JsonArray list ? [.. list.Select(v => v!.ToString())] : [node.ToString()];
        }

        return null;
    }

    private static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new InvalidUsageException($"{path} is no JSON object");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new InvalidUsageException($"{path} is no JSON: {e.Message}");
        }
    }
}
