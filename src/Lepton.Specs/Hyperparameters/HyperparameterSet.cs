using System.Text.Json.Nodes;

namespace Lepton.Specs.Hyperparameters;

/// <summary>Checked values of all hyperparameters of a trainer.</summary>
public sealed class HyperparameterSet(JsonObject values)
{
    /// <summary>Stands for a number that training finds.</summary>
    public const string Auto = "auto";

    /// <summary>Whether a number is left to training.</summary>
    public bool IsAuto(string name) => values[name] is JsonValue v && v.TryGetValue<string>(out var text) && text == Auto;

    /// <summary>The same with another value.</summary>
    public HyperparameterSet With(string name, JsonNode value)
    {
        var changed = ToJson();
        changed[name] = value;
        return new HyperparameterSet(changed);
    }

    /// <summary>Whether the trainer has a hyperparameter of this name.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    public int Integer(string name) => (int)Number(name);

    public double Number(string name) =>
        values[name]!.AsValue() is var v && v.TryGetValue<long>(out var whole) ? whole : v.TryGetValue<int>(out var small) ? small : v.GetValue<double>();

    public string Choice(string name) => values[name]!.GetValue<string>();

    /// <summary>Signs by column, or empty.</summary>
    public IReadOnlyDictionary<string, int> Signs(string name) =>
        values[name] is JsonObject map
            ? map.ToDictionary(e => e.Key, e => (int)e.Value!.GetValue<long>(), StringComparer.Ordinal)
            : new Dictionary<string, int>(StringComparer.Ordinal);

    public JsonObject ToJson() => (JsonObject)values.DeepClone();
}
