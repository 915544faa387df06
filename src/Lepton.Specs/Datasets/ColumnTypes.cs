using System.Text.Json.Nodes;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>Reads column types.</summary>
internal static class ColumnTypes
{
    public static SpecType<ColumnType> Type { get; } = new ScalarType<ColumnType>(
        "a column type: number, integer, boolean, category, text, timestamp, tensor(shape), tokens or tags",
        (n, _) => Parse(n.Text),
        () => new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = @"^(number|integer|boolean|category|text|timestamp|tokens|tags|tensor\([0-9]+(, ?[0-9]+)*\))$",
        });

    private static (bool Fits, ColumnType Value) Parse(string text)
    {
        if (text.StartsWith("tensor(", StringComparison.Ordinal) && text.EndsWith(')'))
        {
            var sizes = text["tensor(".Length..^1].Split(',', StringSplitOptions.TrimEntries);
            var shape = sizes.Select(s => int.TryParse(s, out var size) ? size : 0).ToList();
            return (shape.TrueForAll(s => s > 0), new ColumnType(ColumnKind.Tensor, shape));
        }

        return Words.TryParse<ColumnKind>(text, out var kind) && kind != ColumnKind.Tensor
            ? (true, ColumnType.Of(kind))
            : (false, ColumnType.Of(ColumnKind.Number));
    }
}
