using System.CommandLine;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Specs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton schema</c>: JSON schemas for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("kind") { Description = "workspace, dataset, model or hyperparameters" };
        kind.AcceptOnlyFromAmong("workspace", "dataset", "model", "hyperparameters");
        var command = new Command("schema", "Print the JSON schema of a kind of spec") { kind };
        command.SetAction(arguments =>
        {
            var wanted = Enum.Parse<SpecKind>(arguments.GetValue(kind)!, ignoreCase: true);
            terminal.Out.WriteLine(JsonSchemas.Of(wanted).ToJsonString(OutcomeJson.Indented));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
