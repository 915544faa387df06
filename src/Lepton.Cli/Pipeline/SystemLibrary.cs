using System.Runtime.InteropServices;

namespace Lepton.Cli.Pipeline;

/// <summary>Finds a library where the loader would, without loading it.</summary>
internal static class SystemLibrary
{
    public static string? Find(params IReadOnlyList<string> names)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var triple = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        var listed = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var folder in listed.Concat([$"/usr/local/lib/{triple}", "/usr/local/lib", $"/lib/{triple}", $"/usr/lib/{triple}", "/lib64", "/usr/lib64", "/lib", "/usr/lib"]))
        {
            foreach (var name in names)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
