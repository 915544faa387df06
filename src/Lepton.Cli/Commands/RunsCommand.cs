using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Cli.Export;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Specs;
using Lepton.Store.Runs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton runs</c>: what was built and tried here, with what came of it.</summary>
internal static class RunsCommand
{
    private const int Shown = 20;
    private const int Batch = 100;
    private const string TensorBoard = "tensorboard";
    private const string Mlflow = "mlflow";

    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var sort = new Option<string?>("--sort") { Description = "Order by this metric (or size, latency-p95 of searches), the best first; runs without it are left out", HelpName = "metric" };
        var status = new Option<string?>("--status") { Description = "Only runs that ended so: done, blocked or failed", HelpName = "status" };
        var where = new Option<string[]>("--where") { Description = "Only runs that fulfil this, such as auc>=0.9, max-depth=3, started>=2026-11-01 or commit=1f0e: metrics, hyperparameters, started, seconds, status, commit, data, model-file, command", HelpName = "condition" };
        var trials = new Option<bool>("--no-trials") { Description = "Leave out the trials of searches" };
        var limit = new Option<int>("--limit", "-n") { Description = "How many are shown; 0 for all", HelpName = "n", DefaultValueFactory = _ => Shown };
        var csv = new Option<bool>("--csv") { Description = "Print a table for programs: all runs, a column each hyperparameter and metric" };
        var export = new Option<string?>("--export") { Description = "Write the runs for another program: tensorboard (event files) or mlflow (its file layout)", HelpName = "program" };
        export.AcceptOnlyFromAmong(TensorBoard, Mlflow);
        var output = new Option<string?>("--output", "-o") { Description = "With --export: the folder that gets them", HelpName = "folder" };
        var command = new Command("runs", "List what was built and tried in this workspace, from the store's history: the latest first, or the best");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { sort, status, where, trials, limit, csv, export, output, common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(r =>
        {
            if (r.GetValue(sort) is { } metric && MetricDirection.IsHigherBetter(metric) is null)
            {
                r.AddError($"--sort takes a metric, not '{metric}'");
            }

            if (r.GetValue(status) is { } word && word is not ("done" or "blocked" or "failed"))
            {
                r.AddError($"--status takes done, blocked or failed, not '{word}'");
            }

            foreach (var condition in r.GetValue(where)?.Where(w => RunFilter.Parse(w) is null) ?? [])
            {
                r.AddError($"--where takes conditions such as auc>=0.9, not '{condition}'");
            }

            if ((r.GetValue(export) is null) != (r.GetValue(output) is null))
            {
                r.AddError("--export and --output go together");
            }

            if (r.GetValue(export) is not null && (r.GetValue(csv) || r.GetValue(common.Json)))
            {
                r.AddError("--export does not go with --csv or --json");
            }

            if (r.GetValue(csv) && r.GetValue(common.Json))
            {
                r.AddError("--csv does not go with --json");
            }
        });
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
        {
            var history = new RunHistory(Cache.CacheCommand.Workspace(session.Terminal).StoreFolder);
            var all = history.Read(withHyperparameters: arguments.GetValue(csv) || session.Json || arguments.GetValue(where) is { Length: > 0 });
            var names = all.Select(r => r.Model).Distinct().ToList();
            var unknown = session.Patterns.Where(p => !names.Exists(n => NamePattern.Matches(p, n))).ToList();
            if (unknown.Count > 0)
            {
                return session.Fail([.. unknown.Select(p => SpecDiagnostics.UnknownModel(p, names))]);
            }

            var chosen = all.Where(r => session.Patterns.Length == 0 || session.Patterns.Any(p => NamePattern.Matches(p, r.Model)))
                .Where(r => arguments.GetValue(status) is not { } wanted || r.Status == wanted)
                .Where(r => !arguments.GetValue(trials) || r.Trial is null)
                .Where(r => (arguments.GetValue(where) ?? []).All(w => RunFilter.Parse(w)!.Holds(r)));
            var runs = Ordered(chosen, arguments.GetValue(sort));
            if (arguments.GetValue(export) is { } program)
            {
                return Export(session, program, arguments.GetValue(output)!, history, runs, cancellation);
            }

            if (arguments.GetValue(csv))
            {
                session.Terminal.Out.Write(Csv(runs));
            }
            else if (session.Json)
            {
                session.Terminal.Out.WriteLine(Document(runs).ToJsonString(OutcomeJson.Indented));
            }
            else
            {
                Write(session.Terminal, runs, arguments.GetValue(limit), arguments.GetValue(sort));
            }

            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>A run as JSON.</summary>
    public static JsonObject Describe(RunRecord run) => new()
    {
        ["id"] = run.Id,
        ["started"] = run.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["seconds"] = run.Seconds,
        ["command"] = run.Command,
        ["model"] = run.Model,
        ["trial"] = run.Trial,
        ["status"] = run.Status,
        ["commit"] = run.Commit,
        ["artifact"] = run.Artifact,
        ["dataset"] = run.Dataset,
        ["part"] = run.Part,
        ["hyperparameters"] = run.Hyperparameters.DeepClone(),
        ["metrics"] = RunMetrics.ToJson(run.Metrics),
    };

    private static ExitCode Export(Session session, string program, string output, RunHistory history, List<RunRecord> runs, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(Path.Combine(session.Terminal.Folder, output));
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var run in runs.Chunk(Batch).SelectMany(history.WithDetails))
            {
                cancellation.ThrowIfCancellationRequested();
                if (program == Mlflow)
                {
                    MlflowExport.Write(folder, run);
                }
                else
                {
                    var own = Path.Combine(folder, Path.GetFileName(run.Model), Path.GetFileName(run.Trial is null ? $"run-{run.Id}" : $"run-{run.Id}-trial-{run.Trial}"));
                    Directory.CreateDirectory(own);
                    TensorBoardExport.Write(own, run);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return session.Fail(CliDiagnostics.CannotWrite(folder, e.Message));
        }

        session.Terminal.Out.WriteLine($"{runs.Count} {(runs.Count == 1 ? "run" : "runs")} written; now {(program == Mlflow ? $"mlflow ui --backend-store-uri {output}" : $"tensorboard --logdir {output}")}");
        return ExitCode.Done;
    }

    private static List<RunRecord> Ordered(IEnumerable<RunRecord> runs, string? metric)
    {
        if (metric is null)
        {
            return [.. runs.OrderByDescending(r => r.Id)];
        }

        var sign = MetricDirection.IsHigherBetter(metric) == true ? -1 : 1;
        return [.. runs.Where(r => double.IsFinite(r.Metric(metric))).OrderBy(r => sign * r.Metric(metric)).ThenByDescending(r => r.Id)];
    }

    private static void Write(Terminal terminal, List<RunRecord> runs, int limit, string? sort)
    {
        if (runs.Count == 0)
        {
            terminal.Out.WriteLine("no runs yet: lepton train makes some");
            return;
        }

        var style = new Style(terminal.HasColour);
        var shown = limit == 0 ? runs : runs.Take(limit).ToList();
        var best = Best(runs);
        var text = new StringBuilder();
        text.Append(style.Quiet($"{"run",6}  {"started (UTC)",-16}  {"model",-24} {"status",-8} metrics; * is the best of its model and rows")).Append('\n');
        foreach (var run in shown)
        {
            IEnumerable<RunMetric> ordered = sort is null ? run.Metrics : run.Metrics.OrderByDescending(m => m.Name == sort);
            var metrics = string.Join("  ", ordered.Select(m => best.Contains((run.Id, m.Name)) ? style.Good($"{m.Name} {SearchTable.Number(m.Value)}*") : $"{m.Name} {SearchTable.Number(m.Value)}"));
            var model = run.Trial is null ? run.Model : $"{run.Model}#{run.Trial}";
            var status = run.Status switch { "done" => run.Status.PadRight(8), "blocked" => style.Doubt(run.Status.PadRight(8)), _ => style.Bad(run.Status.PadRight(8)) };
            text.Append(CultureInfo.InvariantCulture, $"{run.Id,6}  {run.Started.UtcDateTime:yyyy-MM-dd HH:mm}  {model,-24} {status} {metrics}{(run.Part switch { "validation" => style.Quiet("  on validation rows"), "folds" => style.Quiet("  over folds"), _ => string.Empty })}").Append('\n');
        }

        if (shown.Count < runs.Count)
        {
            text.Append(style.Quiet($"and {runs.Count - shown.Count} more; -n 0 shows all")).Append('\n');
        }

        terminal.Out.Write(text);
    }

    // Of each model and part, for each metric. What was measured on other data is not comparable.
    private static HashSet<(long Id, string Metric)> Best(IReadOnlyList<RunRecord> runs)
    {
        var best = new Dictionary<(string Model, string Part, string? Dataset, string Metric), (double Value, long Id)>();
        foreach (var run in runs)
        {
            foreach (var (metric, value, _, _) in run.Metrics)
            {
                var key = (run.Model, run.Part, run.Dataset, metric);
                if (double.IsFinite(value) && MetricDirection.IsHigherBetter(metric) is { } isHigher && (!best.TryGetValue(key, out var other) || (isHigher ? value > other.Value : value < other.Value)))
                {
                    best[key] = (value, run.Id);
                }
            }
        }

        return [.. best.Select(b => (b.Value.Id, b.Key.Metric))];
    }

    private static JsonObject Document(List<RunRecord> runs) => new() { ["schema"] = "lepton/runs/v1", ["runs"] = new JsonArray([.. runs.Select(r => (JsonNode)Describe(r))]) };

    // RFC 4180, with a column each name that any run has.
    private static string Csv(List<RunRecord> runs)
    {
        var hyperparameters = runs.SelectMany(r => r.Hyperparameters).Select(h => h.Key).Distinct().Order(StringComparer.Ordinal).ToList();
        var metrics = runs.SelectMany(r => r.Metrics).Select(m => m.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        void Line(IEnumerable<string?> cells) => text.AppendJoin(',', cells.Select(c => CsvCell.Of(c ?? string.Empty))).Append("\r\n");

        Line([.. new[] { "id", "started", "seconds", "command", "model", "trial", "status", "commit", "artifact", "dataset", "part" }, .. hyperparameters, .. metrics]);
        foreach (var run in runs)
        {
            Line(
            [
                run.Id.ToString(CultureInfo.InvariantCulture), run.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), run.Seconds.ToString(CultureInfo.InvariantCulture), run.Command, run.Model, run.Trial, run.Status, run.Commit, run.Artifact, run.Dataset, run.Part,
                .. hyperparameters.Select(h => run.Hyperparameters[h] is { } value ? SearchTable.Text(value) : null),
                .. metrics.Select(m => double.IsNaN(run.Metric(m)) ? null : run.Metric(m).ToString("R", CultureInfo.InvariantCulture)),
            ]);
        }

        return text.ToString();
    }
}
