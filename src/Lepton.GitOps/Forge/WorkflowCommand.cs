using System.Text;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Forge;

/// <summary>Lines that GitHub Actions' runner takes for commands (docs: workflow commands).</summary>
public static class WorkflowCommand
{
    // The runner cuts longer messages.
    private const int Longest = 4096;

    /// <summary>An error or warning on a line of a file.</summary>
    /// <param name="path">From the root of the repository, with slashes; null for none.</param>
    public static string Annotate(Diagnostic diagnostic, string? path)
    {
        var properties = new List<string>();
        if (path is not null && diagnostic.Location is { } at)
        {
            properties.Add("file=" + Property(path));
            if (at.Line > 0)
            {
                properties.Add($"line={at.Line}");
                properties.Add($"col={Math.Max(1, at.Column)}");
            }
        }

        properties.Add("title=" + Property(diagnostic.Code));
        var message = diagnostic.Hint is { Length: > 0 } hint ? $"{diagnostic.Message}. {hint}" : diagnostic.Message;
        return $"::{(diagnostic.IsError ? "error" : "warning")} {string.Join(',', properties)}::{Data(message.Length > Longest ? message[..Longest] : message)}";
    }

    /// <summary>Text after the second pair of colons: percent first, or what follows would be escaped twice.</summary>
    public static string Data(string text) => new StringBuilder(text).Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A").ToString();

    /// <summary>The value of a property.</summary>
    public static string Property(string text) => new StringBuilder(Data(text)).Replace(":", "%3A").Replace(",", "%2C").ToString();
}
