using System.Text.Json.Nodes;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Hyperparameters;

/// <summary>A trainer's hyperparameters.</summary>
/// <param name="Family">The family of networks that they are of; null for trainers without families.</param>
public sealed record TrainerTable(TrainerKind Kind, TorchFamily? Family, IReadOnlyList<HyperparameterInfo> Rows)
{
    /// <summary>As messages and the manual call it, such as <c>linear</c> or <c>torch cnn</c>.</summary>
    public string Title => Family is { } family ? $"{Words.Of(Kind)} {Words.Of(family)}" : Words.Of(Kind);

    public HyperparameterInfo? Find(string name)
    {
        foreach (var row in Rows)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        return null;
    }

    public JsonObject Describe() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(Rows.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)r.Describe()))),
        ["additionalProperties"] = false,
    };

    /// <summary>Every hyperparameter with the value given, or its default spelt out; so that other checks can go on, of a value that cannot be the default is taken.</summary>
    public HyperparameterSet Complete(IReadOnlyList<Entry<HyperparameterValue>> given)
    {
        var values = new JsonObject();
        foreach (var row in Rows)
        {
            values[row.Name] = row.Default.DeepClone();
        }

        foreach (var (name, value) in given.Where(g => Find(g.Key)?.Check(g.Value.Node) is null))
        {
            values[name] = value.ToJson();
        }

        return new HyperparameterSet(values);
    }
}
