using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge;

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
            var path = diagnostic.Location is not { } at ? null : Path.IsPathRooted(at.Path) ? Path.GetRelativePath(workspace, at.Path).Replace('\\', '/') : at.Path;
            return WorkflowCommand.Annotate(diagnostic, path);
        }

        var text = formatter.Format(diagnostic);
        return diagnostic.IsError ? style.Bad(text) : style.Doubt(text);
    }
}
