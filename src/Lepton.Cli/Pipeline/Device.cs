using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Lepton.Cli.Pipeline;

/// <summary>The class of device that steps run on: machines of one class give the same bytes.</summary>
internal static class Device
{
    public static string Class => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Avx512F.IsSupported ? "cpu-x64-v4" : Avx2.IsSupported && Fma.IsSupported ? "cpu-x64-v3" : "cpu-x64-v2",
        Architecture.Arm64 => "cpu-arm64",
        var other => $"cpu-{other.ToString().ToLowerInvariant()}",
    };
}
