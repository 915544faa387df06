using System.Runtime.InteropServices;

namespace Lepton.Training.Torch;

/// <summary>The functions of native/*.cpp; those that return an int return 0, or -1 with the reason in <see cref="lt_error"/>.</summary>
internal static unsafe class Native
{
    public const string Library = "lepton_torch";

    [DllImport(Library)]
    public static extern byte* lt_error();

    [DllImport(Library)]
    public static extern byte* lt_version();

    [DllImport(Library)]
    public static extern long lt_live();

    [DllImport(Library)]
    public static extern void lt_free(nint tensor);

    [DllImport(Library)]
    public static extern int lt_tensor(void* data, ScalarType type, long* shape, int rank, int onCpu, nint* result);

    [DllImport(Library)]
    public static extern int lt_rank(nint tensor);

    [DllImport(Library)]
    public static extern long lt_size(nint tensor, int dimension);

    [DllImport(Library)]
    public static extern ScalarType lt_type(nint tensor);

    [DllImport(Library)]
    public static extern int lt_read(nint tensor, void* target, long bytes);

    [DllImport(Library)]
    public static extern int lt_write(nint tensor, void* source, long bytes);

    [DllImport(Library)]
    public static extern int lt_requires_grad(nint tensor, int on);

    [DllImport(Library)]
    public static extern int lt_backward(nint loss);

    [DllImport(Library)]
    public static extern int lt_grad(nint tensor, nint* result);

    [DllImport(Library)]
    public static extern int lt_clear_grad(nint tensor);

    [DllImport(Library)]
    public static extern int lt_grad_mode(int on);

    [DllImport(Library)]
    public static extern int lt_settings(byte* device, int threads, int mixed);

    [DllImport(Library)]
    public static extern byte* lt_undetermined();

    [DllImport(Library)]
    public static extern int lt_mixed(int on);

    [DllImport(Library)]
    public static extern int lt_float(nint tensor, nint* result);

    [DllImport(Library)]
    public static extern int lt_seed(ulong seed);

    [DllImport(Library)]
    public static extern int lt_find(byte* name, byte* overload, nint* result, byte** arguments);

    [DllImport(Library)]
    public static extern int lt_call(nint op, Value* arguments, int count, nint* results, int room, int* returned);

    [DllImport(Library)]
    public static extern int lt_group(byte* path, int rank, int size, int seconds, nint* result);

    [DllImport(Library)]
    public static extern void lt_group_free(nint group);

    [DllImport(Library)]
    public static extern int lt_group_sum(nint group, nint* tensors, int count);
}
