using System.Runtime.InteropServices;

namespace Lepton.Runtime.Native;

/// <summary>Where native libraries are looked for, in order.</summary>
/// <remarks>
/// <c>LEPTON_NATIVE</c> if set; the program's own folder; its folder runtimes; <c>artifacts/native/current</c> of a checkout that the program
/// lies in. After these the loader's own path is asked.
/// </remarks>
public sealed class NativeLibraryFolders(string baseDirectory, string? overrideFolder)
{
    public static NativeLibraryFolders Default { get; } =
        new(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("LEPTON_NATIVE"));

    /// <summary>Full path of the first file of one of these names, or null.</summary>
    public string? Find(params IReadOnlyList<string> fileNames)
    {
        foreach (var folder in Folders())
        {
            foreach (var name in fileNames)
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

    private IEnumerable<string> Folders()
    {
        if (!string.IsNullOrEmpty(overrideFolder))
        {
            yield return overrideFolder;
        }

        yield return baseDirectory;

        // Where packages' natives lie in an app that was built for no certain system.
        yield return Path.Combine(baseDirectory, "runtimes", $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        for (var folder = new DirectoryInfo(baseDirectory); folder is not null; folder = folder.Parent)
        {
            var native = Path.Combine(folder.FullName, "artifacts", "native");
            if (File.Exists(Path.Combine(native, "current")))
            {
                yield return Path.Combine(native, File.ReadAllText(Path.Combine(native, "current")).Trim());
                yield return Path.Combine(native, "torch");
            }
        }
    }
}
