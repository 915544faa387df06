using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>A kind and, for tensors, the shape.</summary>
public sealed record ColumnType(ColumnKind Kind, IReadOnlyList<int> Shape)
{
    /// <summary>Values of a tensor; 1 of other kinds.</summary>
    public int Size => Shape.Aggregate(1, (product, size) => checked(product * size));

    public static ColumnType Of(ColumnKind kind) => new(kind, []);

    /// <summary>As a spec writes it: <c>number</c>, <c>tensor(1,8,8)</c>.</summary>
    public override string ToString() => Kind == ColumnKind.Tensor ? $"tensor({string.Join(',', Shape)})" : Words.Of(Kind);
}
