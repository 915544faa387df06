using System.CommandLine;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Runtime.Native;
using Lepton.Training.Torch.Workers;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton torch</c>: the process that steps with libtorch run in; Lepton starts it itself.</summary>
internal static class TorchCommand
{
    public const string Name = "torch";

    public static Command Create(Terminal terminal)
    {
        var command = new Command(Name, "Do with libtorch what a line of JSON on standard input asks for; Lepton starts it itself") { Hidden = true };
        command.SetAction(async (_, cancellation) => (int)await RunAsync(terminal, cancellation));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Terminal terminal, CancellationToken cancellation)
    {
        if (await Console.In.ReadLineAsync(cancellation) is not { Length: > 0 } request)
        {
            await terminal.Error.WriteLineAsync("lepton: error LPT1031: lepton torch is started by lepton train; it reads a request from standard input");
            return ExitCode.Usage;
        }

        using var engines = new Engines(NativeLibraryFolders.Default, () => null);
        if (engines.TorchLibrary is not { } library)
        {
            await terminal.Error.WriteLineAsync("libtorch cannot be loaded");
            return ExitCode.Infrastructure;
        }

        // Whoever started it and died takes it along.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = Task.Run(async () => await WorkerCommand.EndAsync(Console.In, stop), CancellationToken.None);
        try
        {
            var isDone = TorchWorker.Serve(library, request, line =>
            {
                terminal.Out.WriteLine(line);
                terminal.Out.Flush();
            }, stop.Token);
            return isDone ? ExitCode.Done : ExitCode.StepFailed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
    }
}
