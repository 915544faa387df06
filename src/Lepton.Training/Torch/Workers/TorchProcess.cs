using System.Diagnostics;
using System.Globalization;

namespace Lepton.Training.Torch.Workers;

/// <summary>
/// A process of this program for libtorch. Its bytes depend on more than torch's own threads: on those of OpenBLAS, and on the kernels
/// that OpenBLAS, ATen and oneDNN choose. A managed process cannot set these for itself, so they are set for its child, whatever
/// the shell exports.
/// </summary>
/// <param name="program">The command.</param>
/// <param name="arguments">What has it read a request.</param>
public sealed class TorchProcess(string program, IReadOnlyList<string> arguments, string version, string device) : ITorchHost
{
    private static readonly string[] Foreign = ["OMP_", "GOMP_", "KMP_", "OPENBLAS_", "GOTO_", "MKL_", "DNNL_", "ONEDNN_", "ATEN_", "TORCH_"];

    public string Version => version;

    public string Device => device;

    public void Run(string request, int threads, Action<string> line, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Process.Start(Start(threads))!;
        using var stop = cancellation.Register(() => End(process));
        var words = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            process.StandardInput.WriteLine(request);
        }
        catch (IOException)
        {
            // It has ended already; what it said of that is read below.
        }

        while (process.StandardOutput.ReadLine() is { } text)
        {
            line(text);
        }

        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new TorchException("torch", words.GetAwaiter().GetResult().Trim() is { Length: > 0 } said ? said : $"its process ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private ProcessStartInfo Start(int threads)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(k => Foreign.Any(f => k.StartsWith(f, StringComparison.Ordinal))).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["OPENBLAS_CORETYPE"] = "Haswell";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["ATEN_CPU_CAPABILITY"] = "avx2";
        start.Environment["DNNL_MAX_CPU_ISA"] = "AVX2";
        start.Environment["ONEDNN_MAX_CPU_ISA"] = "AVX2";

        // cuBLAS is deterministic where its work space is of a fixed size.
        start.Environment["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8";

        // What a step gives back the next one takes again: glibc returns it to the system and clears it anew each time, a tenth of the time of a transformer.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "536870912";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "33554432";
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
            return;
        }
    }
}
