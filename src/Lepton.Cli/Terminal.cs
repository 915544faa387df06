namespace Lepton.Cli;

/// <summary>Where a command writes, and what it may do there.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Diagnostics and progress.</param>
/// <param name="IsInteractive">Whether progress may move the cursor.</param>
/// <param name="HasColour">Whether colours are wanted.</param>
/// <param name="Folder">The working directory.</param>
/// <param name="GitHubWorkspace">The folder of the checkout where a GitHub workflow runs the command, else null: diagnostics become annotations then.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive, bool HasColour, string Folder, Func<int> Width, string? GitHubWorkspace = null)
{
    public static Terminal OfProcess()
    {
        var dumb = Environment.GetEnvironmentVariable("TERM") is null or "dumb" or "";
        var ci = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        var colour = !Console.IsErrorRedirected && !dumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var workspace = Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true" ? Environment.GetEnvironmentVariable("GITHUB_WORKSPACE") : null;
        return new Terminal(Console.Out, Console.Error, !Console.IsErrorRedirected && !dumb && !ci, colour, Environment.CurrentDirectory, () => Console.WindowWidth, workspace);
    }
}
