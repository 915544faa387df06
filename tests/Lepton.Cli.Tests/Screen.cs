using System.Text;
using System.Text.RegularExpressions;
using Lepton.Core;
using Lepton.Testing;

namespace Lepton.Cli.Tests;

/// <summary>A command run in this process, and what it wrote.</summary>
internal sealed partial class Screen : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly Terminal terminal;

    /// <param name="kind">terminal, plain or github.</param>
    public Screen(string kind)
    {
        terminal = new Terminal(output, error, kind == "terminal", kind == "terminal", folder.Path, () => 100, kind == "github" ? folder.Path : null);
    }

    public string File(string name) => folder.File(name);

    public void Edit(string file, string old, string changed)
    {
        var text = System.IO.File.ReadAllText(File(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File(file), text.Replace(old, changed, StringComparison.Ordinal));
    }

    /// <summary>Types a command; what it wrote comes after its line.</summary>
    public async Task<string> TypeAsync(params string[] arguments)
    {
        output.GetStringBuilder().Clear();
        error.GetStringBuilder().Clear();
        var code = await LeptonCommand.RunAsync(arguments, terminal, CancellationToken.None);
        var text = new StringBuilder($"$ lepton {string.Join(' ', arguments)}\n");
        text.Append(Tidy(error.ToString())).Append(Tidy(output.ToString()));
        return text.Append(code == ExitCode.Done ? "\n" : $"# exit {(int)code}\n\n").ToString();
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
        folder.Dispose();
    }

    // What differs from run to run: times, folders, the frames of the live view; escape codes are made visible.
    private string Tidy(string text)
    {
        text = Frames().Replace(text.Replace(folder.Path, "/home", StringComparison.Ordinal), string.Empty);
        text = Seconds().Replace(Saved().Replace(text, string.Empty), "T");
        return text.Replace("\u001b", "<esc>", StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?<= {2,})[0-9]+\.[0-9]{2}(?= s\n)|(?<="seconds": ?)[0-9.e-]+""")]
    private static partial Regex Seconds();

    [GeneratedRegex(", [0-9.]+ s saved")]
    private static partial Regex Saved();

    // From the first drawn line to the removal of all of them.
    [GeneratedRegex(@"(?:(?:\r(?:\x1b\[[0-9]+A)?)?(?:[^\n\r\x1b]*\x1b\[K\n?)+\x1b\[J)*\r(?:\x1b\[[0-9]+A)?\x1b\[J")]
    private static partial Regex Frames();
}
