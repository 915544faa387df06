namespace Lepton.Training.Torch;

/// <summary>libtorch refused a call.</summary>
/// <param name="operation">The operator with the shapes of its tensors, such as <c>aten::mm(self [4, 3], mat2 [5, 5])</c>.</param>
/// <param name="reason">What libtorch says; its first line counts.</param>
public sealed class TorchException(string operation, string reason) : Exception($"{operation}: {reason.Split('\n')[0]}")
{
    public string Operation => operation;

    /// <summary>Whether there was not enough memory, of the machine or of a device.</summary>
    public bool IsOutOfMemory => Signs.Any(s => reason.Contains(s, StringComparison.OrdinalIgnoreCase));

    // Of libtorch's allocators on Linux and Windows, CUDA's, and C++'s own.
    private static readonly string[] Signs = ["can't allocate memory", "not enough memory", "out of memory", "bad_alloc"];
}
