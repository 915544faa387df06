using System.Runtime.InteropServices;

namespace Lepton.Training.Torch.Devices;

/// <summary>The GPUs of this machine, by their driver (NVIDIA's CUDA Driver API, libcuda): libtorch need not be loaded to know them.</summary>
public static unsafe class CudaDevices
{
    // CUdevice_attribute.
    private const int Major = 75;
    private const int Minor = 76;

    /// <summary>The class of each device, such as <c>cuda-sm90</c>: its compute capability. Empty where there is no driver.</summary>
    public static IReadOnlyList<string> Classes()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver))
        {
            return [];
        }

        if (!NativeLibrary.TryGetExport(driver, "cuInit", out var init)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var getCount)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetAttribute", out var getAttribute))
        {
            return [];
        }

        int count;
        if (((delegate* unmanaged<uint, int>)init)(0) != 0 || ((delegate* unmanaged<int*, int>)getCount)(&count) != 0)
        {
            return [];
        }

        var attribute = (delegate* unmanaged<int*, int, int, int>)getAttribute;
        var classes = new string[count];
        for (var device = 0; device < count; device++)
        {
            int major, minor;
            if (attribute(&major, Major, device) != 0 || attribute(&minor, Minor, device) != 0)
            {
                return [];
            }

            classes[device] = $"cuda-sm{major}{minor}";
        }

        return classes;
    }
}
