using Lepton.Data;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;

namespace Lepton.Training.Preprocessing;

/// <summary>Which tensor a column is at a model's entrance.</summary>
public static class InputContract
{
    /// <summary>number and tensor float32; integer int64, nullable float64; boolean bool, nullable float64; timestamp int64; text, tokens and tags string.</summary>
    public static ElementType TypeOf(Column column) => column.Type.Kind switch
    {
        ColumnKind.Number or ColumnKind.Tensor => ElementType.Float,
        ColumnKind.Integer => column.Nullable ? ElementType.Double : ElementType.Int64,
        ColumnKind.Boolean => column.Nullable ? ElementType.Double : ElementType.Bool,
        ColumnKind.Timestamp => ElementType.Int64,
        _ => ElementType.String,
    };

    /// <summary>Declares the input: [N, 1], a tensor [N, …], lists [N, L].</summary>
    public static string Declare(GraphBuilder graph, Column column) => graph.Input(column.Name, TypeOf(column), column.Type.Kind switch
    {
        ColumnKind.Tensor => [Dimension.Rows, .. column.Type.Shape.Select(s => Dimension.FromInt64(s))],
        ColumnKind.Tokens or ColumnKind.Tags => [Dimension.Rows, new Dimension(null, $"{column.Name}_L")],
        _ => [Dimension.Rows, 1],
    });
}
