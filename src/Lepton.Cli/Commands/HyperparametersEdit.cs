using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.Specs;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Yaml;

namespace Lepton.Cli.Commands;

/// <summary>Other values of hyperparameters in the file that a model has them from; all the rest of it stays as it stands.</summary>
/// <param name="Path">The file.</param>
/// <param name="Changes">Name, value before (null where the trainer's default held) and after, of those that differ.</param>
/// <param name="Text">The file's new text.</param>
internal sealed record HyperparametersEdit(string Path, IReadOnlyList<(string Name, JsonNode? Before, JsonNode After)> Changes, string Text)
{
    /// <exception cref="DiagnosticException">The file cannot be read.</exception>
    public static HyperparametersEdit Of(ModelSpec model, IReadOnlyList<Entry<JsonNode>> values)
    {
        var document = model.Trainer.HyperparametersDocument ?? model.Document;
        string[] root = model.Trainer.HyperparametersDocument is null ? ["trainer", "hyperparameters"] : ["values"];
        string text;
        try
        {
            text = File.ReadAllText(document.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotRead(document.Path, e.Message));
        }

        try
        {
            return Of(model, values, document.Path, root, text);
        }
        catch (FormatException e)
        {
            throw new DiagnosticException(CliDiagnostics.CannotRead(document.Path, e.Message));
        }
    }

    private static HyperparametersEdit Of(ModelSpec model, IReadOnlyList<Entry<JsonNode>> values, string path, string[] root, string text)
    {
        var given = model.Trainer.Hyperparameters.ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);
        var changes = new List<(string, JsonNode?, JsonNode)>();
        foreach (var (name, value) in values)
        {
            var before = given.TryGetValue(name, out HyperparameterValue? own) ? own.ToJson() : null;
            if (!JsonNode.DeepEquals(before, value))
            {
                // { value: 6, min: 2, max: 10 } keeps its bounds.
                var hasBounds = own is { Min: not null } or { Max: not null };
                text = YamlEditor.Set(text, [.. root, name, .. hasBounds ? new[] { "value" } : []], value);
                changes.Add((name, before, value));
            }
        }

        return new HyperparametersEdit(path, changes, text);
    }

    /// <exception cref="DiagnosticException">The file cannot be written.</exception>
    public void Write()
    {
        try
        {
            AtomicFile.WriteAllBytes(Path, Encoding.UTF8.GetBytes(Text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotWrite(Path, e.Message));
        }
    }
}
