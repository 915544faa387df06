using System.CommandLine;
using Lepton.Cli.Pipeline;

namespace Lepton.Cli.Commands;

/// <summary>Arguments that most commands take.</summary>
internal sealed class CommonOptions
{
    public Argument<string[]> Models { get; } = new("models") { Description = "Names of models, or patterns such as tumor-*; default all", Arity = ArgumentArity.ZeroOrMore };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document on standard output" };

    public Option<bool> Events { get; } = new("--events") { Description = "Print what happens as JSON lines on standard output" };

    public Option<bool> Plain { get; } = new("--plain") { Description = "No colours and no moving lines" };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Say more: reused steps, progress" };

    public Option<string[]> Set { get; } = new("--set", "-s") { Description = "Override a value for this run, as in -s trainer.hyperparameters.max-depth=6; no lock is written", AllowMultipleArgumentsPerToken = false };

    public Option<bool> Locked { get; } = new("--locked") { Description = "Fail where the results are not exactly those of the locks; write nothing" };

    public Option<bool> KeepGoing { get; } = new("--keep-going", "-k") { Description = "Finish what is independent of a failure (the default)" };

    public Option<bool> FailFast { get; } = new("--fail-fast") { Description = "Start nothing more once a step has failed" };

    public Option<int?> Cores { get; } = MakeCores();

    public Option<string> Device { get; } = MakeDevice();

    public Option<string?> ChangedSince { get; } = new("--changed-since") { Description = "Only models that differ from where this branch, tag or commit was left: by spec, hyperparameters, lock, dataset or data file", HelpName = "ref" };

    public Option<string?> Baseline { get; } = new("--baseline") { Description = "Branch, tag or commit whose models the gates compare with; default the remote's default branch", HelpName = "ref" };

    public Option<bool> BuildBaseline { get; } = new("--build-baseline") { Description = "Train what models are compared with again where no store has it: its commit is checked out beside the working tree" };

    public Option<bool> NoTrain { get; } = new("--no-train") { Description = "Train nothing here: a model that no store has as its spec now is counts as failed" };

    public Option<string?> Trace { get; } = new("--trace") { Description = "Write what ran when to this file, for chrome://tracing or ui.perfetto.dev", HelpName = "file" };

    public Option<bool> Verify { get; } = new("--verify") { Description = "Read every file again instead of trusting its size and times" };

    private static Option<string> MakeDevice()
    {
        var option = new Option<string>("--device") { Description = "Where networks are trained: auto (a GPU for those whose resources ask for one, where there is one), cpu, cuda or cuda:N", HelpName = "device", DefaultValueFactory = _ => "auto" };
        option.CompletionSources.Add(DeviceChoice.Auto, DeviceChoice.Cpu, DeviceChoice.Cuda);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } given && !DeviceChoice.IsKnown(given))
            {
                result.AddError($"--device takes auto, cpu, cuda or cuda:N, not '{given}'");
            }
        });
        return option;
    }

    private static Option<int?> MakeCores()
    {
        var option = new Option<int?>("--cores", "-j") { Description = "Cores that steps share; default all of the machine", HelpName = "n" };
        option.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && int.TryParse(r.Tokens[0].Value, out var cores) && cores <= 0)
            {
                r.AddError("--cores must be at least 1");
            }
        });
        return option;
    }

    public Option<bool> ExitCode { get; } = new("--exit-code") { Description = "Exit 1 where something would run" };
}
