using System.Text;
using Lepton.Core.Diagnostics;

namespace Lepton.Cli.Output;

/// <summary>
/// A diagnostic as its one line: in MSBuild's form, or as the log command that GitHub shows at the line of the pull request
/// (docs.github.com, "Workflow commands for GitHub Actions").
/// </summary>
internal sealed class DiagnosticLine(Terminal terminal)
{
    private readonly DiagnosticFormatter formatter = new(terminal.Folder);
    private readonly Style style = new(terminal.HasColour);

    public string Of(Diagnostic diagnostic)
    {
        if (terminal.GitHubWorkspace is { } workspace)
        {
            return Command(diagnostic, workspace);
        }

        var text = formatter.Format(diagnostic);
        return diagnostic.IsError ? style.Bad(text) : style.Doubt(text);
    }

    private static string Command(Diagnostic diagnostic, string workspace)
    {
        var text = new StringBuilder(diagnostic.IsError ? "::error " : "::warning ");
        if (diagnostic.Location is { } at)
        {
            var path = Path.IsPathRooted(at.Path) ? Path.GetRelativePath(workspace, at.Path).Replace('\\', '/') : at.Path;
            text.Append("file=").Append(Property(path)).Append(',');
            if (at.Line > 0)
            {
                text.Append("line=").Append(at.Line).Append(",col=").Append(Math.Max(1, at.Column)).Append(',');
            }
        }

        text.Append("title=").Append(diagnostic.Code).Append("::").Append(Data(diagnostic.Message));
        if (diagnostic.Hint is { Length: > 0 } hint)
        {
            text.Append(". ").Append(Data(hint));
        }

        return text.ToString();
    }

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
