using System.CommandLine;
using System.Text;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Digests;
using Lepton.Store;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton pack</c>: the bundle of a model as a folder.</summary>
internal static class PackCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var output = new Option<string>("--output", "-o") { Description = "The folder that gets a folder for each model", HelpName = "folder", DefaultValueFactory = _ => "artifacts/models" };
        var command = new Command("pack", "Put each model into a folder with its card, metrics, specs and provenance; trains and judges what must be");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { common.ChangedSince, output, common.Locked, common.FailFast, common.Cores, common.Json, common.Events, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments, common, arguments.GetValue(output)!, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult arguments, CommonOptions common, string output, CancellationToken cancellation)
    {
        session.WarmUp();
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var workspace = session.Workspace!;
        var (models, code) = await session.BuildAsync("gate", writes: true, arguments.GetValue(common.Locked), ComparedModels.Changed, cancellation);
        var folder = Path.GetFullPath(Path.Combine(session.Terminal.Folder, output));
        foreach (var (model, locked) in models.Where(m => m.Succeeded && !m.Blocked && m.LockFile?.Artifact is not null).Select(m => (m.Model, m.LockFile!)))
        {
            cancellation.ThrowIfCancellationRequested();
            var file = await StoredModel.RequireAsync(session, workspace, model.Name, locked.Artifact!.Value, cancellation);
            var target = Path.Combine(folder, model.Name);
            try
            {
                using var claim = await StepClaim.AcquireAsync(workspace.StoreFolder, Digest.Of(Encoding.UTF8.GetBytes(target)), () => { }, cancellation);
                (await ModelBundle.MakeAsync(workspace, model, locked, file, null, null, null, cancellation)).Write(target);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return session.Fail(CliDiagnostics.CannotWrite(target, e.Message));
            }

            if (!session.Json && !arguments.GetValue(common.Events))
            {
                await session.Terminal.Out.WriteLineAsync($"{model.Name} is in {Path.GetRelativePath(session.Terminal.Folder, target)}");
            }
        }

        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(OutcomeJson.Document("pack", models, code).ToJsonString(OutcomeJson.Indented));
        }

        return code;
    }
}
