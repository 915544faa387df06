using Lepton.Data.Table;
using Lepton.Runtime;

namespace Lepton.Evaluation.Scoring;

/// <summary>Turns rows of a column into a model's input, by the contract of model files.</summary>
internal static class InputTensor
{
    public static OnnxValue Make(OnnxRuntime runtime, TensorInfo info, ColumnData column, int start, int count)
    {
        if (column.Tensors is { } tensors)
        {
            var values = new float[count * column.Column.Type.Size];
            tensors.Read((long)start * column.Column.Type.Size, values);
            return OnnxValue.Create(runtime, values, [count, .. column.Column.Type.Shape.Select(s => (long)s)]);
        }

        if (column.Lists is { } lists)
        {
            return Lists(runtime, lists.AsSpan(start, count));
        }

        switch (info.Type)
        {
            case ElementType.Float:
                var floats = new float[count];
                if (column.Numbers is { } numbers)
                {
                    var own = numbers.AsSpan(start, count);
                    for (var i = 0; i < own.Length; i++)
                    {
                        floats[i] = (float)own[i];
                    }

                    return OnnxValue.Create(runtime, floats, count, 1);
                }

                for (var i = 0; i < count; i++)
                {
                    floats[i] = (float)Number(column, start + i);
                }

                return OnnxValue.Create(runtime, floats, count, 1);
            case ElementType.Double:
                var doubles = new double[count];
                for (var i = 0; i < count; i++)
                {
                    doubles[i] = Number(column, start + i);
                }

                return OnnxValue.Create(runtime, doubles, count, 1);
            case ElementType.Int64:
                // Only a timestamp can be missing here: the least number stands for it.
                var wholes = column.Wholes.AsSpan(start, count).ToArray();
                for (var i = 0; i < count && column.Nulls is not null; i++)
                {
                    wholes[i] = column.Nulls[start + i] ? long.MinValue : wholes[i];
                }

                return OnnxValue.Create(runtime, wholes, count, 1);
            case ElementType.Bool:
                return OnnxValue.Create(runtime, Array.ConvertAll(column.Flags.AsSpan(start, count).ToArray(), f => f == 1), count, 1);
            default:
                var texts = new string[count];
                for (var i = 0; i < count; i++)
                {
                    // NUL would end the text; nothing else can stand in its place without being taken for it.
                    var text = column.Texts is not null ? column.Texts[start + i] : column.Text(start + i);
                    texts[i] = text?.Replace('\0', ' ') ?? ModelFile.NullText;
                }

                return OnnxValue.CreateStrings(runtime, texts, count, 1);
        }
    }

    // [N, L], padded with empty texts; an empty one within a list would end it for the model.
    private static OnnxValue Lists(OnnxRuntime runtime, ReadOnlySpan<string[]?> lists)
    {
        var longest = 1;
        foreach (var list in lists)
        {
            longest = Math.Max(longest, list?.Length ?? 0);
        }

        var texts = new string[lists.Length * longest];
        Array.Fill(texts, string.Empty);
        for (var row = 0; row < lists.Length; row++)
        {
            for (var i = 0; i < (lists[row]?.Length ?? 0); i++)
            {
                var text = lists[row]![i].Replace('\0', ' ');
                texts[(row * longest) + i] = text.Length == 0 ? " " : text;
            }
        }

        return OnnxValue.CreateStrings(runtime, texts, lists.Length, longest);
    }

    private static double Number(ColumnData column, int row) =>
        column.IsNull(row) ? double.NaN
        : column.Numbers is { } values ? values[row]
        : column.Wholes is { } wholes ? wholes[row]
        : column.Flags![row];
}
