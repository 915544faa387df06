namespace Lepton.Acceptance.Tests;

/// <summary>The console blocks of a page of the manual: <c>$ </c> begins a command, <c># exit N</c> names its exit code, all else is said to be printed; … stands for anything.</summary>
internal static class ConsoleBlocks
{
    public static IReadOnlyList<(string Command, int Exit, IReadOnlyList<string> Shown)> Read(string path)
    {
        var commands = new List<(string Command, int Exit, IReadOnlyList<string> Shown)>();
        var inside = false;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```console";
            }
            else if (inside && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                commands.Add((line[2..], 0, []));
            }
            else if (inside && line.StartsWith("# exit ", StringComparison.Ordinal))
            {
                commands[^1] = commands[^1] with { Exit = int.Parse(line[7..]) };
            }
            else if (inside)
            {
                commands[^1] = commands[^1] with { Shown = [.. commands[^1].Shown, .. line.Split('…', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Trim())] };
            }
        }

        return commands;
    }
}
