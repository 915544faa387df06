using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core;

namespace Lepton.Cli.Commands;

/// <summary>
/// <c>lepton worker</c>: for programs that start Lepton, such as MSBuild's tasks. One line of JSON on standard input says what to
/// do, lines of JSON on standard output say what happens, and the end of standard input cancels: who starts a worker and
/// dies takes it along.
/// </summary>
internal static class WorkerCommand
{
    private static readonly string[] Commands = ["validate", "train", "evaluate", "gate", "pack"];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("worker", "Do what a line of JSON on standard input says, such as {\"command\":\"train\",\"models\":[\"credit-risk\"]}, and tell of it in JSON lines; for programs");
        command.SetAction(async (_, cancellation) => (int)await RunAsync(terminal, Console.In, cancellation));
        return command;
    }

    internal static async Task<ExitCode> RunAsync(Terminal terminal, TextReader input, CancellationToken cancellation)
    {
        var line = await input.ReadLineAsync(cancellation);
        if (Arguments(line) is not { } arguments)
        {
            await terminal.Error.WriteLineAsync("lepton: error LPT1031: the first line must be JSON with a command: validate, train, evaluate, gate or pack. lepton worker --help tells more");
            return ExitCode.Usage;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = Task.Run(async () => await EndAsync(input, stop), CancellationToken.None);
        return await LeptonCommand.RunAsync(arguments, terminal with { IsInteractive = false, HasColour = false }, stop.Token);
    }

    // The request as the command line that a user would type.
    private static string[]? Arguments(string? line)
    {
        try
        {
            if (JsonNode.Parse(line ?? string.Empty) is not JsonObject request || (string?)request["command"] is not { } command || !Commands.Contains(command))
            {
                return null;
            }

            var models = (request["models"] as JsonArray ?? []).Select(m => (string)m!);
            string[] options =
            [
                "--events",
                .. (bool?)request["locked"] == true && command is ("train" or "pack") ? new[] { "--locked" } : [],
                .. (string?)request["device"] is { } device && command is ("train" or "evaluate" or "gate") ? new[] { "--device", device } : [],
                .. (string?)request["output"] is { } output && command == "pack" ? new[] { "--output", output } : [],
                .. (int?)request["cores"] is { } cores && command != "validate" ? new[] { "--cores", cores.ToString() } : [],
            ];

            // What models share is checked with them, so that all specs are.
            return command == "validate" ? [command, .. options] : [command, .. options, "--", .. models];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Cancels once the input has ended.</summary>
    internal static async Task EndAsync(TextReader input, CancellationTokenSource stop)
    {
        try
        {
            while (await input.ReadLineAsync() is not null)
            {
                // Nothing more is asked for; only the end counts.
                continue;
            }

            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The work was done first.
            return;
        }
    }
}
