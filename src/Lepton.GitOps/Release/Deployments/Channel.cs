using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
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

    /// <summary>The same with another pin of one model.</summary>
    public Channel With(string model, Pin pin) => this with { Pins = new Dictionary<string, Pin>(Pins, StringComparer.Ordinal) { [model] = pin } };

    /// <summary>Writes the file, a fact a line, models by name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string root)
    {
        var models = new JsonObject(Pins.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["version"] = p.Value.Version, ["digest"] = p.Value.Digest.ToString() })));
        AtomicFile.WriteAllBytes(PathOf(root, Name), Encoding.UTF8.GetBytes(YamlWriter.Write(new JsonObject { ["apiVersion"] = "lepton/v1", ["kind"] = nameof(SpecKind.Deployment), ["name"] = Name, ["models"] = models })));
    }
}
