using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Internal;

namespace Lepton.Runtime.Prediction;

/// <summary>Rows on their way through a model: columns to fill, and answers to read. For one thread at a time.</summary>
public sealed unsafe class Rows : IDisposable
{
    /// <summary>Stands for a missing text: what the model was trained with.</summary>
    private const string NullText = "\u0001";

    private static readonly int[] One = [1];

    private readonly OnnxRuntime runtime;
    private readonly ModelCall call;
    private readonly InputColumn[] columns;
    private readonly string?[]?[] texts;
    private nint* buffers;
    private readonly nint* values;
    private readonly nint* outputs;
    private byte* textBytes;
    private int textRoom;
    private int count;

    internal Rows(OnnxRuntime runtime, ModelCall call, InputColumn[] columns, int capacity)
    {
        (this.runtime, this.call, this.columns) = (runtime, call, columns);
        texts = new string?[]?[columns.Length];
        buffers = (nint*)NativeMemory.AllocZeroed((nuint)((2 * columns.Length) + call.Outputs), (nuint)sizeof(nint));
        values = buffers + columns.Length;
        outputs = values + columns.Length;
        Reserve(capacity);
    }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Memory of the columns.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The numbers of a column of type float, double, int64 or bool.</summary>
    public Span<T> Column<T>(int column)
        where T : unmanaged
    {
        if (sizeof(T) != SizeOf(columns[column].Type))
        {
            throw new ArgumentException($"column '{columns[column].Name}' is of type {columns[column].Type}, not {typeof(T).Name}");
        }

        return new Span<T>((void*)buffers[column], Capacity * columns[column].Size);
    }

    /// <summary>Sets a row's tensor, row-major.</summary>
    /// <exception cref="ArgumentException">It has more or fewer values than the model reads.</exception>
    public void SetTensor(int column, int row, ReadOnlySpan<float> values)
    {
        var size = columns[column].Size;
        if (values.Length != size)
        {
            throw new ArgumentException($"column '{columns[column].Name}' is a tensor of {size} values, not of {values.Length}", nameof(values));
        }

        values.CopyTo(Column<float>(column).Slice(row * size, size));
    }

    /// <summary>Sets a text; null where it is missing.</summary>
    public void SetText(int column, int row, string? text) => texts[column]![row] = text;

    /// <summary>Runs the first rows through the model.</summary>
    /// <exception cref="OnnxRuntimeException">The model refuses them.</exception>
    public void Run(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Capacity);
        ReleaseOutputs();
        if (rows != count)
        {
            ReleaseInputs();
            for (var i = 0; i < columns.Length; i++)
            {
                values[i] = columns[i].Type == ElementType.String ? NewTexts(rows) : New(i, rows);
            }

            count = rows;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (texts[i] is { } own)
            {
                Fill(values[i], own.AsSpan(0, rows));
            }
        }

        call.Run(values, outputs);
    }

    /// <summary>The numbers of an output, row-major; valid until the next run.</summary>
    /// <param name="length">How many there are.</param>
    public ReadOnlySpan<T> Output<T>(int output, int length)
        where T : unmanaged
    {
        nint data;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[Slots.GetTensorMutableData])(outputs[output], &data));
        return new ReadOnlySpan<T>((void*)data, length);
    }

    /// <summary>Which of some texts a text output holds in each row; -1 if none of them.</summary>
    /// <param name="names">UTF-8 of each.</param>
    /// <param name="indices">One for each row of the last run.</param>
    public void IndexOf(int output, ReadOnlySpan<byte[]> names, Span<int> indices)
    {
        nuint length;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[Slots.GetStringTensorDataLength])(outputs[output], &length));
        Room((int)length + ((count + 1) * sizeof(nuint)));
        var starts = (nuint*)textBytes;
        var content = (byte*)(starts + count + 1);
        runtime.Check(((delegate* unmanaged<nint, byte*, nuint, nuint*, nuint, nint>)runtime[Slots.GetStringTensorContent])(outputs[output], content, length, starts, (nuint)count));
        starts[count] = length;
        for (var row = 0; row < count; row++)
        {
            var text = new ReadOnlySpan<byte>(content + starts[row], (int)(starts[row + 1] - starts[row]));
            indices[row] = -1;
            for (var i = 0; i < names.Length && indices[row] < 0; i++)
            {
                indices[row] = text.SequenceEqual(names[i]) ? i : -1;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffers is null)
        {
            return;
        }

        ReleaseOutputs();
        ReleaseInputs();
        FreeColumns();
        NativeMemory.Free(buffers);
        NativeMemory.Free(textBytes);
        buffers = null;
        textBytes = null;
    }

    internal void Reserve(int capacity)
    {
        if (capacity <= Capacity)
        {
            return;
        }

        ReleaseInputs();
        FreeColumns();
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type == ElementType.String)
            {
                texts[i] = new string?[capacity];
            }
            else
            {
                buffers[i] = (nint)NativeMemory.AllocZeroed((nuint)capacity * (nuint)columns[i].Size, (nuint)SizeOf(columns[i].Type));
            }
        }

        Capacity = capacity;
        Bytes = columns.Sum(c => (long)capacity * (c.Type == ElementType.String ? sizeof(nint) : c.Size * SizeOf(c.Type)));
    }

    // Answers are released, and texts of callers are not kept alive.
    internal void Forget()
    {
        ReleaseOutputs();
        foreach (var own in texts)
        {
            own?.AsSpan().Clear();
        }
    }

    private static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float => sizeof(float),
        ElementType.Double => sizeof(double),
        ElementType.Int64 => sizeof(long),
        ElementType.Bool => sizeof(bool),
        _ => throw new NotSupportedException($"a column of type {type} has no numbers"),
    };

    private nint New(int column, int rows)
    {
        var own = columns[column].Shape is { Length: > 0 } tensor ? tensor : One;
        var shape = stackalloc long[1 + own.Length];
        shape[0] = rows;
        for (var i = 0; i < own.Length; i++)
        {
            shape[i + 1] = own[i];
        }

        nint value;
        runtime.Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)runtime[Slots.CreateTensorWithDataAsOrtValue])(
            runtime.Memory, buffers[column], (nuint)(rows * columns[column].Size * SizeOf(columns[column].Type)), shape, (nuint)(1 + own.Length), (int)columns[column].Type, &value));
        return value;
    }

    private nint NewTexts(int rows)
    {
        var shape = stackalloc long[] { rows, 1 };
        nint value;
        runtime.Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)runtime[Slots.CreateTensorAsOrtValue])(runtime.Allocator, shape, 2, (int)ElementType.String, &value));
        return value;
    }

    private void Fill(nint value, ReadOnlySpan<string?> own)
    {
        var bytes = own.Length * sizeof(byte*);
        foreach (var text in own)
        {
            bytes += Encoding.UTF8.GetByteCount(text ?? NullText) + 1;
        }

        Room(bytes);
        var pointers = (byte**)textBytes;
        var at = (byte*)(pointers + own.Length);
        for (var i = 0; i < own.Length; i++)
        {
            pointers[i] = at;
            var room = new Span<byte>(at, (int)(textBytes + textRoom - at));
            var length = Encoding.UTF8.GetBytes(own[i] ?? NullText, room);

            // NUL would end the text.
            room[..length].Replace((byte)0, (byte)' ');
            room[length] = 0;
            at += length + 1;
        }

        runtime.Check(((delegate* unmanaged<nint, byte**, nuint, nint>)runtime[Slots.FillStringTensor])(value, pointers, (nuint)own.Length));
    }

    private void Room(int bytes)
    {
        if (bytes > textRoom)
        {
            textRoom = Math.Max(bytes, 2 * textRoom);
            textBytes = (byte*)NativeMemory.Realloc(textBytes, (nuint)textRoom);
        }
    }

    private void ReleaseOutputs()
    {
        for (var i = 0; i < call.Outputs; i++)
        {
            runtime.Release(Slots.ReleaseValue, outputs[i]);
            outputs[i] = 0;
        }
    }

    private void ReleaseInputs()
    {
        for (var i = 0; i < columns.Length; i++)
        {
            runtime.Release(Slots.ReleaseValue, values[i]);
            values[i] = 0;
        }

        count = 0;
    }

    private void FreeColumns()
    {
        for (var i = 0; i < columns.Length; i++)
        {
            NativeMemory.Free((void*)buffers[i]);
            buffers[i] = 0;
        }
    }
}
