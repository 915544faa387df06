using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Lepton.Cli.Pipeline;

/// <summary>The class of device that steps run on: machines of one class give the same bytes.</summary>
internal static class Device
{
    // Bits of the processor's answer: leaf 1 register C, leaf 7 register B (Intel SDM volume 2, CPUID).
    private const int Fma = 1 << 12, XSave = 1 << 27, Avx = 1 << 28, Avx2 = 1 << 5, Avx512F = 1 << 16;

    public static string Class => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => $"cpu-x64-{Level}",
        Architecture.Arm64 => "cpu-arm64",
        var other => $"cpu-{other.ToString().ToLowerInvariant()}",
    };

    // The processor is asked itself: a command compiled ahead may use less than there is, its engines do not.
    private static string Level
    {
        get
        {
            if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
            {
                return "v2";
            }

            var basic = X86Base.CpuId(1, 0).Ecx;
            var extended = X86Base.CpuId(7, 0).Ebx;
            var isV3 = Has(basic, Fma | XSave | Avx) && Has(extended, Avx2);
            return isV3 && Has(extended, Avx512F) ? "v4" : isV3 ? "v3" : "v2";
        }
    }

    private static bool Has(int register, int bits) => (register & bits) == bits;
}
