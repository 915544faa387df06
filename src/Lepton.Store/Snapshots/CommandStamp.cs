using System.Globalization;
using Lepton.Core.Files;

namespace Lepton.Store.Snapshots;

/// <summary>Tells one build of the command from another: what another one wrote down is not trusted.</summary>
public static class CommandStamp
{
    // A command that is not compiled to one native file has its code in the first.
    private static readonly string[] Names = ["lepton.dll", "lepton", "lepton.exe"];

    /// <summary>The stamp of the command in a folder: size and time of the file that holds its code; <c>?</c> where there is none.</summary>
    public static string Of(string folder)
    {
        foreach (var name in Names)
        {
            if (FileStat.TryGet(Path.Combine(folder, name), out var stat) && !stat.IsFolder)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{stat.Size}:{stat.Modified}");
            }
        }

        return "?";
    }
}
