using System.Runtime.InteropServices;

namespace Lepton.Training.Torch;

/// <summary>One argument of an operator. The memory behind a list must stay where it is until the call is done: on the stack, or pinned.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal readonly unsafe struct Value
{
    [FieldOffset(0)]
    private readonly Tag tag;

    [FieldOffset(4)]
    private readonly int count;

    [FieldOffset(8)]
    private readonly long integer;

    [FieldOffset(8)]
    private readonly double number;

    [FieldOffset(8)]
    private readonly nint pointer;

    private Value(Tag tag, nint pointer, int count)
    {
        this.tag = tag;
        this.pointer = pointer;
        this.count = count;
    }

    private Value(Tag tag, long integer)
    {
        this.tag = tag;
        this.integer = integer;
    }

    private Value(double number)
    {
        tag = Tag.Double;
        this.number = number;
    }

    private enum Tag
    {
        Default = 0,
        None = 1,
        Tensor = 2,
        Int = 3,
        Double = 4,
        Bool = 5,
        IntList = 6,
        TensorList = 7,
        DoubleList = 9,
        BoolList = 10,
    }

    /// <summary>The tensor, or 0 where it is something else.</summary>
    public nint TensorHandle => tag == Tag.Tensor ? pointer : 0;

    /// <summary>No value, as Python's None; not the argument's default.</summary>
    public static Value None => new(Tag.None, 0);

    public static implicit operator Value(Tensor? tensor) => tensor is null ? None : new Value(Tag.Tensor, tensor.Handle, 1);

    public static implicit operator Value(long integer) => new(Tag.Int, integer);

    public static implicit operator Value(int integer) => new(Tag.Int, integer);

    public static implicit operator Value(double number) => new(number);

    public static implicit operator Value(bool flag) => new(Tag.Bool, flag ? 1 : 0);

    /// <summary>A type of values, which operators take as a number.</summary>
    public static implicit operator Value(ScalarType type) => new(Tag.Int, (long)type);

    /// <param name="list">On the stack, or pinned.</param>
    public static Value Ints(ReadOnlySpan<long> list) => List(Tag.IntList, list);

    /// <param name="list">On the stack, or pinned.</param>
    public static Value Doubles(ReadOnlySpan<double> list) => List(Tag.DoubleList, list);

    /// <param name="list">0 or 1 each; on the stack, or pinned.</param>
    public static Value Bools(ReadOnlySpan<long> list) => List(Tag.BoolList, list);

    /// <param name="handles">Of tensors, 0 for none; on the stack, or pinned.</param>
    public static Value Tensors(ReadOnlySpan<nint> handles) => List(Tag.TensorList, handles);

    private static Value List<T>(Tag tag, ReadOnlySpan<T> list)
        where T : unmanaged
    {
        fixed (T* first = list)
        {
            return new Value(tag, (nint)first, list.Length);
        }
    }
}
