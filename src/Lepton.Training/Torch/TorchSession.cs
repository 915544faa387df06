using System.Runtime.InteropServices;

namespace Lepton.Training.Torch;

/// <summary>
/// What one thread does with libtorch: it makes tensors, which the innermost open scope owns, and finds operators. Seed, number of
/// threads and determinism are libtorch's own and so the process's: torch steps run in a process of their own.
/// </summary>
internal sealed class TorchSession : IDisposable
{
    private readonly Stack<TensorScope> open = new();
    private readonly bool isMixed;

    /// <param name="library">Proof that the library is there.</param>
    /// <param name="threads">Within an operator.</param>
    /// <param name="device">Where tensors are made: <c>cpu</c>, or <c>cuda:N</c>.</param>
    /// <param name="isMixed">Whether <see cref="Mixed"/> computes in bfloat16.</param>
    /// <exception cref="TorchException">libtorch refuses, or has no such device.</exception>
    public unsafe TorchSession(TorchLibrary library, int threads, string device = Cpu, bool isMixed = false)
    {
        this.isMixed = isMixed;
        ArgumentNullException.ThrowIfNull(library);
        fixed (byte* name = TorchLibrary.Utf8(device))
        {
            TorchLibrary.Check(Native.lt_settings(name, threads, isMixed ? 1 : 0), "settings");
        }

        Open(null);
    }

    public const string Cpu = "cpu";

    /// <summary>The operators that were called and have no deterministic form on this device.</summary>
    public static unsafe IReadOnlyList<string> Undetermined =>
        Marshal.PtrToStringUTF8((nint)Native.lt_undetermined())!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What a function makes, whose products of matrices and convolutions are computed in bfloat16 where the session is mixed; float32.</summary>
    public unsafe Tensor Mixed(Func<Tensor> make)
    {
        if (!isMixed)
        {
            return make();
        }

        TorchLibrary.Check(Native.lt_mixed(1), "autocast");
        try
        {
            var made = make();
            nint exact;
            TorchLibrary.Check(Native.lt_float(made.Handle, &exact), "float");
            return Own(exact);
        }
        finally
        {
            TorchLibrary.Check(Native.lt_mixed(0), "autocast");
        }
    }

    /// <summary>The tensors that are alive in this process.</summary>
    public static long LiveTensors => Native.lt_live();

    /// <summary>Opens a scope; it must be disposed of before the one around it.</summary>
    public TensorScope Scope() => Open(open.Peek());

    /// <summary>Seeds libtorch's generators: of dropout, say.</summary>
    public static void Seed(ulong seed) => TorchLibrary.Check(Native.lt_seed(seed), "manual_seed");

    /// <summary>Finds an operator.</summary>
    /// <param name="name">Such as <c>aten::linear</c>.</param>
    /// <param name="overload">Such as <c>Tensor</c>; often empty.</param>
    /// <param name="names">Names of the arguments that will be given, in their order.</param>
    /// <exception cref="TorchException">This libtorch has no such operator.</exception>
    public Operator Find(string name, string overload, params string[] names) => new(this, name, overload, names);

    /// <summary>A tensor with these values, row-major.</summary>
    public Tensor From<T>(ReadOnlySpan<T> values, ScalarType type, params ReadOnlySpan<long> shape)
        where T : unmanaged => Copy(values, type, onCpu: false, shape);

    /// <summary>A tensor that stays on the CPU, wherever the others are.</summary>
    public Tensor OnCpu(ReadOnlySpan<long> values) => Copy(values, ScalarType.Int64, onCpu: true, [values.Length]);

    private unsafe Tensor Copy<T>(ReadOnlySpan<T> values, ScalarType type, bool onCpu, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill a tensor of {count}", nameof(values));
        }

        nint made;
        fixed (T* first = values)
        fixed (long* sizes = shape)
        {
            TorchLibrary.Check(Native.lt_tensor(first, type, sizes, shape.Length, onCpu ? 1 : 0, &made), "tensor");
        }

        return Own(made);
    }

    public Tensor From(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => From(values, ScalarType.Float32, shape);

    public Tensor From(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) => From(values, ScalarType.Int64, shape);

    /// <summary>A tensor of zeros.</summary>
    public unsafe Tensor Zeros(ScalarType type, params ReadOnlySpan<long> shape)
    {
        nint made;
        fixed (long* sizes = shape)
        {
            TorchLibrary.Check(Native.lt_tensor(null, type, sizes, shape.Length, 0, &made), "zeros");
        }

        return Own(made);
    }

    /// <summary>The gradient of a tensor, or null where there is none.</summary>
    public unsafe Tensor? GradientOf(Tensor tensor)
    {
        nint found;
        TorchLibrary.Check(Native.lt_grad(tensor.Handle, &found), "grad");
        return found == 0 ? null : Own(found);
    }

    /// <summary>Runs something whose operations are not recorded.</summary>
    public static void WithoutGradients(Action action)
    {
        var before = Native.lt_grad_mode(0);
        try
        {
            action();
        }
        finally
        {
            _ = Native.lt_grad_mode(before);
        }
    }

    /// <exception cref="InvalidOperationException">A scope is still open.</exception>
    public void Dispose() => open.Peek().Dispose();

    internal Tensor Own(nint handle)
    {
        var tensor = new Tensor(handle);
        open.Peek().Add(tensor);
        return tensor;
    }

    internal void Leave(TensorScope scope)
    {
        if (open.Peek() != scope)
        {
            throw new InvalidOperationException("scopes end in the opposite order of their beginning");
        }

        open.Pop();
    }

    private TensorScope Open(TensorScope? outer)
    {
        var scope = new TensorScope(this, outer);
        open.Push(scope);
        return scope;
    }
}
