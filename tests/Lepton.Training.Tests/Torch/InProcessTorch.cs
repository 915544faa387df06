using Lepton.Runtime.Native;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests.Torch;

/// <summary>What a process with libtorch does, in this one.</summary>
internal sealed class InProcessTorch : ITorchHost
{
    public string Version => TorchLibrary.TryLoad(NativeLibraryFolders.Default)!.Version;

    public string Device => "cpu";

    public void Run(string request, int threads, Action<string> line, CancellationToken cancellation)
    {
        if (!TorchWorker.Serve(TorchLibrary.TryLoad(NativeLibraryFolders.Default)!, request, line, cancellation))
        {
            throw new TorchException("torch", "see the last line");
        }
    }
}
