using System;
using System.IO;
using Microsoft.Build.Utilities;

namespace Lepton.Sdk.Tasks;

/// <summary>Errors and warnings with a code, a place and the page that explains them.</summary>
internal static class DiagnosticLog
{
    /// <param name="helpFolder">Where the pages are; empty for none.</param>
    public static void Tell(this TaskLoggingHelper log, bool isError, string? code, string? file, string message, string helpFolder, int line = 0, int column = 0)
    {
        var help = helpFolder.Length > 0 && code is not null ? new Uri(Path.Combine(Path.GetFullPath(helpFolder), code + ".md")).AbsoluteUri : null;
        if (isError)
        {
            log.LogError("Lepton", code, null, help, file, line, column, 0, 0, "{0}", message);
        }
        else
        {
            log.LogWarning("Lepton", code, null, help, file, line, column, 0, 0, "{0}", message);
        }
    }
}
