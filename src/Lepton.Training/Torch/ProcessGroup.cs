using System.Text;

namespace Lepton.Training.Torch;

/// <summary>Processes of one machine that train one network together, each on its share of every step's rows (gloo, Debian <c>libgloo-dev</c>).</summary>
internal sealed class ProcessGroup : IDisposable
{
    /// <summary>The file by which processes find each other, within the work folder.</summary>
    public const string Meeting = "processes";

    private const int TimeoutSeconds = 600;

    private readonly nint handle;

    /// <summary>Waits until all processes are there.</summary>
    /// <param name="path">A file of their own, by which they find each other.</param>
    /// <param name="rank">The number of this process, from 0.</param>
    /// <exception cref="TorchException">Another one did not come, or libtorch has no gloo.</exception>
    public unsafe ProcessGroup(string path, int rank, int size)
    {
        nint made;
        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        {
            TorchLibrary.Check(Native.lt_group(text, rank, size, TimeoutSeconds, &made), "ProcessGroupGloo");
        }

        handle = made;
    }

    /// <summary>Gives each parameter the sum of the gradients that all processes have of it.</summary>
    /// <exception cref="TorchException">Another process is gone.</exception>
    public unsafe void SumGradients(IReadOnlyList<Tensor> parameters)
    {
        nint[] handles = [.. parameters.Select(p => p.Handle)];
        fixed (nint* first = handles)
        {
            TorchLibrary.Check(Native.lt_group_sum(handle, first, handles.Length), "allreduce");
        }
    }

    public void Dispose() => Native.lt_group_free(handle);
}
