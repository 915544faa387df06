using System.Runtime.InteropServices;

namespace Lepton.Training.Torch;

/// <summary>
/// An ATen operator, found once by name. Its arguments are given by the names that were asked for; all others have the schema's
/// defaults, so that a version with more of them, or in another order, is called the same.
/// </summary>
internal sealed class Operator
{
    // No ATen operator that is called here returns more: lstm returns three, unbind as many as there are steps is not called.
    private const int MostResults = 8;

    private readonly TorchSession torch;
    private readonly nint handle;
    private readonly string name;
    private readonly string[] names;
    private readonly int[] positions;
    private readonly int arity;

    internal unsafe Operator(TorchSession torch, string name, string overload, string[] names)
    {
        this.torch = torch;
        this.name = overload.Length == 0 ? name : $"{name}.{overload}";
        this.names = names;
        nint found;
        byte* listed;
        fixed (byte* n = TorchLibrary.Utf8(name))
        fixed (byte* o = TorchLibrary.Utf8(overload))
        {
            TorchLibrary.Check(Native.lt_find(n, o, &found, &listed), this.name);
        }

        handle = found;
        var arguments = Marshal.PtrToStringUTF8((nint)listed)!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        arity = arguments.Length;
        positions = Array.ConvertAll(names, n => Array.IndexOf(arguments, n));
        if (Array.IndexOf(positions, -1) is var missing && missing >= 0)
        {
            throw new TorchException(this.name, $"this libtorch has no argument '{names[missing]}' of it");
        }
    }

    /// <summary>Calls it for its first result, which the current scope owns.</summary>
    /// <exception cref="TorchException">libtorch refuses.</exception>
    public Tensor Call(params ReadOnlySpan<Value> values)
    {
        Span<nint> results = stackalloc nint[MostResults];
        var count = Invoke(values, results);
        Free(results[1..count]);
        return torch.Own(results[0]);
    }

    /// <summary>Calls it for its first two results.</summary>
    /// <exception cref="TorchException">libtorch refuses.</exception>
    public (Tensor First, Tensor Second) CallTwo(params ReadOnlySpan<Value> values)
    {
        Span<nint> results = stackalloc nint[MostResults];
        var count = Invoke(values, results);
        Free(results[2..count]);
        return (torch.Own(results[0]), torch.Own(results[1]));
    }

    /// <summary>Calls it for what it does, in place.</summary>
    /// <exception cref="TorchException">libtorch refuses.</exception>
    public void Run(params ReadOnlySpan<Value> values)
    {
        Span<nint> results = stackalloc nint[MostResults];
        Free(results[..Invoke(values, results)]);
    }

    private static void Free(ReadOnlySpan<nint> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor != 0)
            {
                Native.lt_free(tensor);
            }
        }
    }

    private unsafe int Invoke(ReadOnlySpan<Value> values, Span<nint> results)
    {
        // Zero is the tag of a default.
        var all = stackalloc Value[arity];
        new Span<Value>(all, arity).Clear();
        for (var i = 0; i < values.Length; i++)
        {
            all[positions[i]] = values[i];
        }

        int returned;
        fixed (nint* made = results)
        {
            if (Native.lt_call(handle, all, arity, made, results.Length, &returned) != 0)
            {
                throw TorchLibrary.Failure(Describe(values));
            }
        }

        return returned;
    }

    private string Describe(ReadOnlySpan<Value> values)
    {
        var shapes = new List<string>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].TensorHandle is var tensor and not 0)
            {
                shapes.Add($"{names[i]} [{string.Join(", ", Tensor.ShapeOf(tensor))}]");
            }
        }

        return $"{name}({string.Join(", ", shapes)})";
    }
}
