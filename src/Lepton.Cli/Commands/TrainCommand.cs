using System.CommandLine;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton train</c>, <c>evaluate</c> and <c>gate</c>: each runs what it needs.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = Make("train", "Train models, judge them, and write their locks", common);
        var commit = new Option<bool>("--commit") { Description = "Commit the locks, and nothing else, to the branch that is checked out" };
        var push = new Option<bool>("--push") { Description = "With --commit: push the branch" };
        command.Options.Add(common.Locked);
        command.Options.Add(commit);
        command.Options.Add(push);
        command.Validators.Add(r =>
        {
            if (r.GetValue(push) && !r.GetValue(commit))
            {
                r.AddError("--push goes with --commit");
            }

            if (r.GetValue(commit) && (r.GetValue(common.Locked) || r.GetValue(common.Set) is { Length: > 0 }))
            {
                r.AddError("--commit does not go with --locked or --set, which write no locks");
            }
        });
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments, common, "train", keepLocks: true, cancellation, arguments.GetValue(commit), arguments.GetValue(push))));
        return command;
    }

    public static Command CreateEvaluate(Terminal terminal, CommonOptions common)
    {
        var command = Make("evaluate", "Measure models on their test rows; trains what must be trained", common);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments, common, "evaluate", keepLocks: false, cancellation)));
        return command;
    }

    public static Command CreateGate(Terminal terminal, CommonOptions common)
    {
        var command = Make("gate", "Judge models by their gates; trains and measures what must be", common);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments, common, "gate", keepLocks: false, cancellation)));
        return command;
    }

    private static Command Make(string name, string description, CommonOptions common)
    {
        var command = new Command(name, description);
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, common.Set, common.KeepGoing, common.FailFast, common.Cores, common.Device, common.Baseline, common.BuildBaseline, common.NoTrain, common.Trace, common.Verify, common.Json, common.Events, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult arguments, CommonOptions common, string name, bool keepLocks, CancellationToken cancellation, bool commits = false, bool pushes = false)
    {
        var writes = keepLocks && session.Overrides.Count == 0;

        // Who wants to see the models' results gets them read; else what is known to be up to date is left alone.
        var readAll = !writes || session.Json || session.Verbose || arguments.GetValue(common.Events) || arguments.GetValue(common.Trace) is not null;
        if (!readAll && !commits && arguments.GetValue(common.ChangedSince) is null && session.Known?.NothingToDo(session.Patterns) is { } nothing)
        {
            session.Known.Refresh();
            new LocalStore(session.Known.StoreFolder).Sweep();
            OutcomeTable.WriteUpToDate(session.Terminal, nothing.Count, nothing.Count);
            return ExitCode.Done;
        }

        session.WarmUp();
        if (!await session.LoadAsync(readAll, cancellation))
        {
            return ExitCode.Usage;
        }

        if (Unfit(session, arguments.GetValue(common.Device)!) is { Count: > 0 } unfit)
        {
            return session.Fail([.. unfit]);
        }

        var (models, code) = await session.BuildAsync(name == "evaluate" ? "evaluate" : "gate", writes, keepLocks && arguments.GetValue(common.Locked), name == "gate" ? ComparedModels.Gated : ComparedModels.Changed, cancellation);
        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(OutcomeJson.Document(name, models, code).ToJsonString(OutcomeJson.Indented));
        }
        else if (session.Affected is { Count: 0 } && !arguments.GetValue(common.Events))
        {
            await session.Terminal.Out.WriteLineAsync($"no model differs from {session.Left}");
        }
        else if (!arguments.GetValue(common.Events))
        {
            new OutcomeTable(session.Terminal).Write(models, session.Fresh.Count, session.Verbose);
        }

        if (commits && !cancellation.IsCancellationRequested)
        {
            await LockCommit.RunAsync(session, models, pushes, cancellation);
        }

        return code;
    }

    // Who names a GPU wants all models on it.
    private static List<Diagnostic> Unfit(Session session, string device)
    {
        var devices = DeviceChoice.Of(device, session.Engines);
        if (!devices.IsCuda)
        {
            return [];
        }

        var others = session.Models.Where(m => m.Trainer.Kind != TrainerKind.Torch).Select(m => CliDiagnostics.NotOnDevice(m.At("trainer", "type"), m.Name, Words.Of(m.Trainer.Kind), device)).ToList();
        return others.Count > 0
            ? others
            : [.. session.Models.Where(m => !devices.IsThere(m)).Select(m => CliDiagnostics.NoDevice(m.At("resources"), m.Name, device, devices.Count))];
    }
}
