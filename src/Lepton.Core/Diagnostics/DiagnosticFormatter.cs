using System.Text;

namespace Lepton.Core.Diagnostics;

/// <summary>Writes diagnostics in MSBuild's canonical form, which IDEs and CI systems turn into links.</summary>
/// <param name="workingDirectory">Paths are shown relative to this folder.</param>
public sealed class DiagnosticFormatter(string workingDirectory)
{
    /// <summary><c>models/a.yaml(24,5): error LPT4002: message. Hint</c>, on one line.</summary>
    public string Format(Diagnostic diagnostic)
    {
        var text = new StringBuilder();
        if (diagnostic.Location is { } at)
        {
            text.Append(Relative(at.Path));
            if (at.Line > 0)
            {
                text.Append('(').Append(at.Line).Append(',').Append(Math.Max(1, at.Column)).Append(')');
            }

            text.Append(": ");
        }
        else
        {
            text.Append("lepton: ");
        }

        text.Append(diagnostic.IsError ? "error " : "warning ").Append(diagnostic.Code).Append(": ");
        text.Append(OneLine(diagnostic.Message.TrimEnd('.')));
        if (diagnostic.Hint is { Length: > 0 } hint)
        {
            text.Append(". ").Append(OneLine(hint));
        }

        return text.ToString();
    }

    /// <summary>The path as the user would type it from the working directory, with forward slashes.</summary>
    public string Relative(string path) =>
        Path.IsPathRooted(path) ? Path.GetRelativePath(workingDirectory, path).Replace('\\', '/') : path;

    private static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            return text;
        }

        // Control characters could move the cursor or forge a second message.
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(c == '\n' ? ' ' : char.IsControl(c) ? '\u00b7' : c);
        }

        return line.ToString();
    }
}
