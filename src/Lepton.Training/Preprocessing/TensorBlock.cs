using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>
/// A column of tensors, row-major, each channel standardised by mean and deviation of all its values in the training rows, or, for trees,
/// as they are. Of images [C, H, W] the first dimension is the channel; others have one.
/// </summary>
internal sealed class TensorBlock : Block
{
    private readonly Column column;
    private readonly bool isStandardised;
    private readonly float[] means;
    private readonly float[] scales;

    public TensorBlock(ColumnData data, bool isStandardised)
    {
        column = data.Column;
        this.isStandardised = isStandardised;
        var channels = column.Type.Shape.Count == 3 ? column.Type.Shape[0] : 1;
        var size = column.Type.Size / channels;
        means = new float[channels];
        scales = new float[channels];

        // In double, and about the first value, so that little is lost where all are large.
        var (firsts, sums, squares) = (new double[channels], new double[channels], new double[channels]);
        var tensor = new float[column.Type.Size];
        for (var row = 0; row < data.Count; row++)
        {
            data.Tensors!.Read((long)row * tensor.Length, tensor);
            for (var channel = 0; channel < channels; channel++)
            {
                var own = tensor.AsSpan(channel * size, size);
                var first = firsts[channel] = row == 0 ? own[0] : firsts[channel];
                foreach (var value in own)
                {
                    sums[channel] += value - first;
                    squares[channel] += (value - first) * (value - first);
                }
            }
        }

        var count = Math.Max(1, (long)data.Count * size);
        for (var channel = 0; channel < channels; channel++)
        {
            var mean = sums[channel] / count;
            var deviation = Math.Sqrt(Math.Max(0, (squares[channel] / count) - (mean * mean)));
            means[channel] = (float)(firsts[channel] + mean);
            scales[channel] = deviation > 0 ? (float)(1 / deviation) : 1;
        }
    }

    public override int Width => column.Type.Size;

    public override IReadOnlyList<(string Column, int Offset, int Count)> Columns => [(column.Name, 0, Width)];

    public override string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs)
    {
        if (!isStandardised)
        {
            return graph.Node("Reshape", [inputs[column.Name], graph.Constant([0L, Width], 2)]);
        }

        long[] shape = [means.Length, .. Enumerable.Repeat(1L, means.Length > 1 ? column.Type.Shape.Count - 1 : 0)];
        var centred = graph.Node("Sub", [inputs[column.Name], graph.Constant(means, shape)]);
        var scaled = graph.Node("Mul", [centred, graph.Constant(scales, shape)]);
        return graph.Node("Reshape", [scaled, graph.Constant([0L, Width], 2)]);
    }
}
