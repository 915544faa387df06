using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Evaluation;
using Lepton.Evaluation.Scoring;
using Lepton.GitOps.Locks;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton predict MODEL FILE</c>: answers for the rows of a file.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var name = new Argument<string>("model") { Description = "Name of a trained model" };
        var file = new Argument<string>("file") { Description = "csv, tsv, json lines or parquet file with the model's columns" };
        var output = new Option<string?>("--output", "-o") { Description = "Write here instead of to standard output" };
        var command = new Command("predict", "Answer the rows of a file; prints csv, or JSON lines with --json") { name, file, output };
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(name)!, arguments.GetValue(file)!, arguments.GetValue(output), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string name, string file, string? output, CancellationToken cancellation)
    {
        var terminal = session.Terminal;
        var loaded = WorkspaceLoader.Load(terminal.Folder);
        if (loaded.Workspace is not { } workspace || !workspace.Models.TryGetValue(name, out var model))
        {
            return session.Fail([.. loaded.Diagnostics.Where(d => d.IsError), .. loaded.Workspace is { } w ? [SpecDiagnostics.UnknownModel(name, w.Models.Keys.ToList())] : Array.Empty<Diagnostic>()]);
        }

        var path = Path.GetFullPath(Path.Combine(terminal.Folder, file));
        var artifact = LockFile.Read(Workspace.LockPath(model), [])?.Artifact;
        if (!File.Exists(path))
        {
            return session.Fail(CliDiagnostics.CannotRead(path, "there is no such file"));
        }

        if (artifact is not { } digest)
        {
            return session.Fail(CliDiagnostics.NotTrained(name));
        }

        if (session.Engines.Onnx is not { } runtime || session.Engines.Duck is not { } duck)
        {
            return session.Fail(EvaluationDiagnostics.NoRuntime("run ./build.sh Compile, which fetches it"));
        }

        try
        {
            using var exported = new LoadedModel(runtime, await StoredModel.RequireAsync(session, workspace, name, digest, cancellation));
            var rows = new FreeTable(duck).Read(path, workspace.Datasets[model.Dataset], exported.InputNames, cancellation);
            using var target = output is null ? null : new StreamWriter(Path.GetFullPath(Path.Combine(terminal.Folder, output)));
            Write(target ?? terminal.Out, exported, rows, session.Json, cancellation);
            return ExitCode.Done;
        }
        catch (DuckException e)
        {
            return session.Fail(CliDiagnostics.CannotRead(path, e.Reason.Split('\n')[0]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return session.Fail(CliDiagnostics.CannotWrite(output ?? "standard output", e.Message));
        }
    }

    private static void Write(TextWriter output, LoadedModel model, DataTable rows, bool json, CancellationToken cancellation)
    {
        if (model.Task == TaskKind.Regression)
        {
            var values = model.Values(rows, cancellation);
            Header(output, json, [model.Target]);
            foreach (var value in values)
            {
                output.WriteLine(json ? new JsonObject { [model.Target] = value }.ToJsonString() : value.ToString("R"));
            }

            return;
        }

        if (model.Task == TaskKind.MaskedLanguageModeling)
        {
            var answers = model.Language(rows, cancellation);
            Header(output, json, ["log-loss", "right", "hidden"]);
            for (var row = 0; row < answers.Count; row++)
            {
                var (loss, right, hidden) = (answers.Losses[row], answers.Right[row], answers.Hidden[row].Length);
                output.WriteLine(json ? new JsonObject { ["log-loss"] = loss, ["right"] = right, ["hidden"] = hidden }.ToJsonString() : $"{loss:G7},{right:G7},{hidden}");
            }

            return;
        }

        if (model.Task == TaskKind.TextToText)
        {
            Header(output, json, [model.Target]);
            foreach (var text in model.Written(rows, cancellation))
            {
                output.WriteLine(json ? new JsonObject { [model.Target] = text }.ToJsonString() : CsvCell.Of(text));
            }

            return;
        }

        if (model.Task is TaskKind.SequenceTagging or TaskKind.Recommendation)
        {
            var name = model.Task == TaskKind.SequenceTagging ? model.Target : "items";
            Header(output, json, [name]);
            foreach (var tags in model.Task == TaskKind.SequenceTagging ? model.Tags(rows, cancellation) : model.Items(rows, cancellation))
            {
                output.WriteLine(json ? new JsonObject { [name] = new JsonArray([.. tags.Select(t => (JsonNode)t)]) }.ToJsonString() : CsvCell.Of(string.Join(' ', tags)));
            }

            return;
        }

        var labels = model.Labels(rows, cancellation);
        var probabilities = model.Probabilities(rows, cancellation);
        var k = model.Classes.Count;
        Header(output, json, [model.Target, .. model.Classes.Select(c => $"p({c})")]);
        for (var row = 0; row < labels.Length; row++)
        {
            var own = probabilities.AsSpan(row * k, k).ToArray();
            output.WriteLine(json
                ? new JsonObject { [model.Target] = labels[row], ["probabilities"] = new JsonObject(own.Select((p, c) => KeyValuePair.Create(model.Classes[c], (JsonNode?)p))) }.ToJsonString()
                : string.Join(',', own.Select(p => p.ToString("G7")).Prepend(CsvCell.Of(labels[row]))));
        }
    }

    private static void Header(TextWriter output, bool json, IEnumerable<string> names)
    {
        if (!json)
        {
            output.WriteLine(string.Join(',', names.Select(CsvCell.Of)));
        }
    }
}
