using System.CommandLine;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Specs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton schema</c>: JSON schemas for editors.</summary>
internal static class SchemaCommand
{
    private const string Any = "any";

    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("kind") { Description = "workspace, dataset, model or hyperparameters; any (the default) for one schema of all of them", DefaultValueFactory = _ => Any };
        kind.AcceptOnlyFromAmong("workspace", "dataset", "model", "hyperparameters", Any);
        var command = new Command("schema", "Print the JSON schema of specs, for editors") { kind };
        command.SetAction(arguments =>
        {
            var wanted = arguments.GetValue(kind)!;
            terminal.Out.WriteLine((wanted == Any ? JsonSchemas.Any() : JsonSchemas.Of(Enum.Parse<SpecKind>(wanted, ignoreCase: true))).ToJsonString(OutcomeJson.Indented));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
