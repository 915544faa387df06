using System.Runtime.CompilerServices;

namespace Lepton.Testing;

/// <summary>Holds text against a file beside the test. LEPTON_UPDATE_SNAPSHOTS=1 writes the files anew.</summary>
public static class SnapshotFile
{
    /// <param name="name">Name of the file in the folder Snapshots beside the caller's source.</param>
    /// <returns>The text that the file has; equal to <paramref name="text"/> where nothing changed.</returns>
    public static string Of(string name, string text, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name);
        if (Environment.GetEnvironmentVariable("LEPTON_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return File.Exists(path) ? File.ReadAllText(path) : $"there is no {path}: LEPTON_UPDATE_SNAPSHOTS=1 writes it";
    }
}
