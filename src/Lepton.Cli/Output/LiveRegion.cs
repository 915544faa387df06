using System.Text;

namespace Lepton.Cli.Output;

/// <summary>The last lines of a terminal, drawn over again and again; what is written for good goes above them.</summary>
internal sealed class LiveRegion(TextWriter output, Func<int> width)
{
    private int height;

    /// <summary>Draws lines in place of those that are there, each cut to the terminal's width.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var columns = width() is > 0 and var found ? Math.Max(20, found - 1) : 79;
        var text = new StringBuilder(Home());
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Length > columns ? lines[i][..(columns - 1)] + "…" : lines[i];
            text.Append(line).Append("\u001b[K").Append(i < lines.Count - 1 ? "\n" : string.Empty);
        }

        // What stood below, if there were more lines.
        output.Write(text.Append("\u001b[J"));
        height = lines.Count;
    }

    /// <summary>Removes the lines.</summary>
    public void Clear()
    {
        if (height > 0)
        {
            output.Write(Home() + "\u001b[J");
            height = 0;
        }
    }

    private string Home() => height > 1 ? $"\r\u001b[{height - 1}A" : height == 1 ? "\r" : string.Empty;
}
