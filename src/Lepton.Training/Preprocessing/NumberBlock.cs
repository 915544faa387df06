using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;

namespace Lepton.Training.Preprocessing;

/// <summary>Columns that are numbers. For linear models missing values become the mean, and the columns are standardised; trees take them as they are.</summary>
internal sealed class NumberBlock : Block
{
    private const double MicrosecondsPerDay = 86400e6;

    private readonly IReadOnlyList<Column> columns;
    private readonly double[]? means;
    private readonly double[]? scales;

    private NumberBlock(IReadOnlyList<Column> columns, double[]? means, double[]? scales)
    {
        this.columns = columns;
        this.means = means;
        this.scales = scales;
    }

    public override int Width => columns.Count;

    public override IReadOnlyList<(string Column, int Offset, int Count)> Columns => [.. columns.Select((c, i) => (c.Name, i, 1))];

    /// <summary>As they are; missing is NaN.</summary>
    public static NumberBlock Raw(IReadOnlyList<Column> columns) => new(columns, null, null);

    /// <summary>Standardised by mean and standard deviation of the training rows, computed in double.</summary>
    public static NumberBlock Standardised(IReadOnlyList<Column> columns, DataTable rows)
    {
        var means = new double[columns.Count];
        var scales = new double[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            var values = Values(rows[columns[i].Name]);
            var known = values.Where(v => !double.IsNaN(v)).ToArray();
            means[i] = known.Length == 0 ? 0 : Mean(known);
            var deviation = known.Length == 0 ? 0 : Math.Sqrt(Mean(Array.ConvertAll(known, v => (v - means[i]) * (v - means[i]))));

            // A constant column stays zero; a deviation of rounding errors alone is none.
            scales[i] = deviation > 1e-12 * Math.Max(1e-300, Math.Abs(means[i])) ? 1 / deviation : 1;
        }

        return new NumberBlock(columns, means, scales);
    }

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs)
    {
        var type = means is null ? ElementType.Float : ElementType.Double;
        var parts = columns.Select(c => Column(graph, c, inputs[c.Name], type)).ToList();
        var all = graph.Node("Concat", parts, new OnnxAttribute.Int("axis", 1));
        if (means is null)
        {
            return all;
        }

        var centre = graph.Constant(means, columns.Count);
        var filled = graph.Node("Where", [graph.Node("IsNaN", [all]), centre, all]);
        var scaled = graph.Node("Mul", [graph.Node("Sub", [filled, centre]), graph.Constant(scales!, columns.Count)]);
        return graph.Node("Cast", [scaled], new OnnxAttribute.Int("to", (long)ElementType.Float));
    }

    private static string Column(GraphBuilder graph, Column column, string input, ElementType type)
    {
        if (column.Type.Kind == ColumnKind.Timestamp)
        {
            var days = graph.Node("Mul", [Cast(graph, input, ElementType.Double), graph.Constant([1 / MicrosecondsPerDay])]);
            var missing = graph.Node("Equal", [input, graph.Constant([long.MinValue])]);
            return Cast(graph, graph.Node("Where", [missing, graph.Constant([double.NaN]), days]), type);
        }

        return InputContract.TypeOf(column) == type ? input : Cast(graph, input, type);
    }

    private static string Cast(GraphBuilder graph, string input, ElementType type) =>
        graph.Node("Cast", [input], new OnnxAttribute.Int("to", (long)type));

    // The values as the graph sees them: numbers have passed through float32.
    private static double[] Values(ColumnData data) =>
        data.Numbers is { } numbers ? Array.ConvertAll(numbers, v => (double)(float)v)
        : data.Wholes is { } wholes ? [.. wholes.Select((v, i) => data.IsNull(i) ? double.NaN : data.Column.Type.Kind == ColumnKind.Timestamp ? v / MicrosecondsPerDay : v)]
        : Array.ConvertAll(data.Flags!, f => f == 2 ? double.NaN : f);

    private static double Mean(double[] values)
    {
        double sum = 0, compensation = 0;
        foreach (var value in values)
        {
            var next = sum + value;
            compensation += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }

        return (sum + compensation) / values.Length;
    }
}
