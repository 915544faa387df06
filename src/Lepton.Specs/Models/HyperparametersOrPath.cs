using System.Text.Json.Nodes;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>Hyperparameters in place, or the path of a file with them.</summary>
internal sealed record HyperparametersOrPath(IReadOnlyList<Entry<HyperparameterValue>> Values, string? Path)
{
    public static HyperparametersOrPath None { get; } = new([], null);

    public static SpecType<HyperparametersOrPath> Type { get; } = new EitherType<HyperparametersOrPath>(
        new ScalarType<HyperparametersOrPath>(
            "a mapping of hyperparameters, or a path", (n, _) => (!n.IsNull, new HyperparametersOrPath([], n.Text)), () => new JsonObject { ["type"] = "string" }),
        new MappedType<IReadOnlyList<Entry<HyperparameterValue>>, HyperparametersOrPath>(
            new MapType<HyperparameterValue>(HyperparameterValueType.Instance), values => new HyperparametersOrPath(values, null)));
}
