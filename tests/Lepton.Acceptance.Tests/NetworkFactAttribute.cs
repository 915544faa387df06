using Lepton.Runtime.Native;
using Lepton.Training.Torch;

namespace Lepton.Acceptance.Tests;

/// <summary>A test that is left out, and says so, where there is no libtorch.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = Reason;

    /// <summary>Why such tests are left out, or null.</summary>
    public static string? Reason => TorchLibrary.TryLoad(NativeLibraryFolders.Default) is null
        ? "there is no libtorch: apt-get install libtorch-dev cmake g++, then ./build.sh Torch"
        : null;
}
