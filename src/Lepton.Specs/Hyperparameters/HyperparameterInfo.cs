using System.Text.Json.Nodes;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Hyperparameters;

/// <summary>A row of a trainer's table: what makes the check, the schema and the manual.</summary>
/// <param name="Min">Least value, allowed unless <paramref name="MinExclusive"/>.</param>
/// <param name="Choices">The words of a choice; of a whole number, those that may stand in its place.</param>
public sealed record HyperparameterInfo(
    string Name,
    HyperparameterKind Kind,
    JsonNode Default,
    double? Min,
    double? Max,
    string Meaning,
    bool MinExclusive = false,
    IReadOnlyList<string>? Choices = null)
{
    /// <summary>The bounds in words.</summary>
    public string Range => Kind switch
    {
        HyperparameterKind.Choice => string.Join(", ", Choices!),
        HyperparameterKind.SignByColumn => "-1, 0 or 1 for each column",
        HyperparameterKind.Integer when Choices is not null => $"{Types.Range(Min, Max)}, or {string.Join(", ", Choices)}",
        _ => (MinExclusive ? "more than " : string.Empty) + Types.Range(Min, Max).Replace(MinExclusive ? "at least " : "\0", string.Empty, StringComparison.Ordinal),
    };

    /// <summary>Why a value does not fit, or null where it does.</summary>
    public string? Check(SpecNode node) => Kind switch
    {
        HyperparameterKind.Integer when Choices is not null && node is ScalarNode word && Choices.Contains(word.Text) => null,
        HyperparameterKind.Integer => node is ScalarNode s && s.TryInteger(out var whole) ? Bounds(whole) : $"must be a whole number, found {node.Describe()}",
        HyperparameterKind.Number => node is ScalarNode s && s.TryNumber(out var number) ? Bounds(number) : $"must be a number, found {node.Describe()}",
        HyperparameterKind.Choice => node is ScalarNode s && Choices!.Contains(s.Text) ? null : $"must be one of {Range}, found {node.Describe()}",
        _ => node is MappingNode m && m.Entries.All(e => e.Value is ScalarNode v && v.TryInteger(out var sign) && sign is >= -1 and <= 1)
            ? null
            : "must give -1, 0 or 1 for each column",
    };

    public JsonObject Describe()
    {
        var schema = Kind switch
        {
            HyperparameterKind.Integer when Choices is not null => new JsonObject { ["anyOf"] = new JsonArray(Bounded(new JsonObject { ["type"] = "integer" }), new JsonObject { ["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]) }) },
            HyperparameterKind.Integer => Bounded(new JsonObject { ["type"] = "integer" }),
            HyperparameterKind.Number => Bounded(new JsonObject { ["type"] = "number" }),
            HyperparameterKind.Choice => new JsonObject { ["enum"] = new JsonArray([.. Choices!.Select(c => (JsonNode)c)]) },
            _ => new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["enum"] = new JsonArray(-1, 0, 1) } },
        };
        schema["default"] = Default.DeepClone();
        schema["description"] = Meaning;
        return schema;
    }

    private JsonObject Bounded(JsonObject schema)
    {
        if (Min is { } min)
        {
            schema[MinExclusive ? "exclusiveMinimum" : "minimum"] = min;
        }

        if (Max is { } max)
        {
            schema["maximum"] = max;
        }

        return schema;
    }

    private string? Bounds(double value) =>
        value < Min || (MinExclusive && value <= Min) || value > Max ? $"is {value}, allowed: {Range}" : null;
}
