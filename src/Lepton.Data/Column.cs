using System.Text.Json.Nodes;
using Lepton.Specs.Datasets;
using Lepton.Specs.Schema;

namespace Lepton.Data;

/// <summary>A column that left the query, with what its spec says of it.</summary>
/// <param name="Nullable">False where a not-null check promises that there are no nulls.</param>
public sealed record Column(
    string Name,
    ColumnType Type,
    ColumnRole Role,
    bool Nullable,
    string? Unit,
    double? Min,
    double? Max,
    IReadOnlyList<string> Values,
    string? Description)
{
    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["type"] = Type.ToString(),
        ["role"] = Words.Of(Role),
        ["nullable"] = Nullable,
        ["unit"] = Unit,
        ["min"] = Min,
        ["max"] = Max,
        ["values"] = new JsonArray([.. Values.Select(v => (JsonNode)v)]),
        ["description"] = Description,
    };

    public static Column FromJson(JsonNode json)
    {
        var type = (string)json["type"]!;
        var kind = Words.TryParse<ColumnKind>(type, out var known) ? known : ColumnKind.Tensor;
        var shape = kind == ColumnKind.Tensor ? type["tensor(".Length..^1].Split(',').Select(int.Parse).ToList() : [];
        var role = Words.TryParse<ColumnRole>((string)json["role"]!, out var named) ? named : ColumnRole.Feature;
        return new Column(
            (string)json["name"]!,
            new ColumnType(kind, shape),
            role,
            (bool)json["nullable"]!,
            (string?)json["unit"],
            (double?)json["min"],
            (double?)json["max"],
            [.. json["values"]!.AsArray().Select(v => (string)v!)],
            (string?)json["description"]);
    }
}
