using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Specs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton validate</c>: everything that can be said of specs without reading data.</summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("validate", "Check every spec, and report all problems of all files");
        command.Options.Add(common.Json);
        command.Options.Add(common.Events);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, _) => Session.RunAsync(terminal, arguments, common, session => Run(session, arguments.GetValue(common.Events))));
        return command;
    }

    private static ExitCode Run(Session session, bool events)
    {
        var terminal = session.Terminal;
        var loaded = WorkspaceLoader.Load(terminal.Folder);
        var reachable = loaded.Workspace?.Models.Values.SelectMany(GateReach.Check) ?? [];
        var diagnostics = loaded.Diagnostics.Concat(reachable).ToList();
        session.Tell(diagnostics);
        if (session.Json)
        {
            terminal.Out.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/validate/v1",
                ["files"] = loaded.Files,
                ["diagnostics"] = new JsonArray([.. diagnostics.Select(d => (JsonNode)JsonLines.Describe(d))]),
            }.ToJsonString(OutcomeJson.Indented));
        }
        else if (!loaded.HasErrors && !events)
        {
            terminal.Out.WriteLine($"{loaded.Files} files, {loaded.Workspace!.Datasets.Count} datasets, {loaded.Workspace.Models.Count} models: no errors");
        }

        return ExitCodes.Worst(diagnostics.Where(d => d.IsError).Select(d => d.ExitCode));
    }
}
