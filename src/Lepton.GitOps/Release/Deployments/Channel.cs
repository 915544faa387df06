using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Specs;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Release.Deployments;

/// <summary>A channel's file, <c>deployments/NAME.yaml</c>: which version of each model runs there.</summary>
/// <param name="Pins">By the models' names.</param>
public sealed record Channel(string Name, IReadOnlyDictionary<string, Pin> Pins)
{
    public const string Folder = "deployments";

    /// <summary>The file of a channel in a workspace.</summary>
    public static string PathOf(string root, string name) => Path.Combine(root, Folder, name + ".yaml");

    /// <summary>All channels of a workspace, by name.</summary>
    /// <exception cref="DiagnosticException">One of their files cannot be read.</exception>
    public static IReadOnlyList<Channel> All(string root)
    {
        var folder = Path.Combine(root, Folder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(f => Read(root, Path.GetFileNameWithoutExtension(f)))] : [];
    }

    /// <summary>A channel, empty where it has no file yet.</summary>
    /// <exception cref="DiagnosticException">Its file cannot be read.</exception>
    public static Channel Read(string root, string name)
    {
        var path = PathOf(root, name);
        var problems = new List<Diagnostic>();
        return !File.Exists(path) ? new Channel(name, new Dictionary<string, Pin>())
            : YamlReader.Read(path, problems) is { } document && Of(document, problems) is { } channel ? channel with { Name = name }
            : throw new DiagnosticException(problems);
    }

    /// <summary>The channel in a document, or null where it is none that can be read.</summary>
    public static Channel? Of(SpecDocument document, List<Diagnostic> problems) =>
        SpecFile.Deployment(document, problems) is { } spec
            ? new Channel(spec.Name, spec.Models.ToDictionary(m => m.Key, m => new Pin(m.Value.Version, m.Value.Digest ?? default), StringComparer.Ordinal))
            : null;

    /// <summary>The text of a channel's file with another pin of one model; the rest of it stays as it stands.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string With(string root, string name, string model, Pin pin)
    {
        var path = PathOf(root, name);
        return File.Exists(path)
            ? YamlEditor.Set(YamlEditor.Set(File.ReadAllText(path), ["models", model, "version"], pin.Version), ["models", model, "digest"], pin.Digest.ToString())
            : YamlWriter.Write(new JsonObject { ["apiVersion"] = "lepton/v1", ["kind"] = nameof(SpecKind.Deployment), ["name"] = name, ["models"] = new JsonObject { [model] = new JsonObject { ["version"] = pin.Version, ["digest"] = pin.Digest.ToString() } } });
    }
}
