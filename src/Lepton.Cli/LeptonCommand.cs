using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Lepton.Cli.Commands;
using Lepton.Cli.Commands.Cache;
using Lepton.Core;

namespace Lepton.Cli;

/// <summary>The <c>lepton</c> command.</summary>
internal static class LeptonCommand
{
    public static string Version => typeof(LeptonCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Runs a command line.</summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation)
    {
        if (args is ["--version"])
        {
            await terminal.Out.WriteLineAsync(Version);
            return ExitCode.Done;
        }

        var root = new RootCommand("Lepton builds machine-learning models out of specs: incremental, reproducible, gated.");
        var common = new CommonOptions();
        foreach (var command in new Command[]
        {
            InitCommand.Create(terminal),
            ValidateCommand.Create(terminal, common),
            PlanCommand.Create(terminal, common),
            TrainCommand.Create(terminal, common),
            TrainCommand.CreateEvaluate(terminal, common),
            TrainCommand.CreateGate(terminal, common),
            SearchCommand.Create(terminal, common),
            RunsCommand.Create(terminal, common),
            CompareCommand.Create(terminal, common),
            ReportCommand.Create(terminal, common),
            PackCommand.Create(terminal, common),
            ReleaseCommand.Create(terminal, common),
            VerifyCommand.Create(terminal, common),
            KeyCommand.Create(terminal, common),
            ChannelCommands.CreatePromote(terminal, common),
            ChannelCommands.CreateRollback(terminal, common),
            ReleasesCommand.Create(terminal, common),
            PredictCommand.Create(terminal, common),
            StatusCommand.Create(terminal, common),
            WhyCommand.Create(terminal, common),
            DiffCommand.Create(terminal, common),
            CacheCommand.Create(terminal, common),
            DoctorCommand.Create(terminal, common),
            SchemaCommand.Create(terminal),
            MergeLockCommand.Create(terminal),
            WorkerCommand.Create(terminal),
            TorchCommand.Create(terminal),
        })
        {
            root.Subcommands.Add(command);
        }

        var parsed = root.Parse([.. args]);
        string[] errors = [.. parsed.Errors.Select(e => e.Message.TrimEnd('.')), .. UnknownOptions(parsed).Select(o => $"Unrecognized option '{o}'")];
        if (errors.Length > 0)
        {
            foreach (var error in errors)
            {
                await terminal.Error.WriteLineAsync($"lepton: error LPT1031: {error}. {NameOf(parsed.CommandResult.Command)} --help tells more");
            }

            return ExitCode.Usage;
        }

        if (args.Count == 0)
        {
            parsed = root.Parse(["--help"]);
        }

        var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return (ExitCode)await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Before or after the steps, which end by themselves.
            return ExitCode.Cancelled;
        }
    }

    // An option that a command does not have would else be taken for the name of a model or a file, which may follow "--".
    private static IEnumerable<string> UnknownOptions(ParseResult parsed) =>
        parsed.CommandResult.Tokens.Where(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal)).Select(t => t.Value)
            .Except(parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Select(t => t.Value), StringComparer.Ordinal);

    // As the user types it: lepton cache fsck.
    private static string NameOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "lepton";
}
