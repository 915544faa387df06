using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Store.Runs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton compare</c>: two runs beside each other.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var one = new Argument<string>("a") { Description = "Number of a run, as lepton runs lists it, or a model's name for its latest run" };
        var other = new Argument<string>("b") { Description = "Another one" };
        var command = new Command("compare", "Show what differs between two runs: data, hyperparameters, metrics with their intervals, and how they learnt") { one, other };
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
        {
            var history = new RunHistory(Cache.CacheCommand.Workspace(session.Terminal).StoreFolder);
            var runs = history.Read(withHyperparameters: false);
            var both = history.WithDetails([Find(runs, arguments.GetValue(one)!), Find(runs, arguments.GetValue(other)!)]);
            var (a, b) = (both[0], both[1]);
            if (session.Json)
            {
                session.Terminal.Out.WriteLine(new JsonObject { ["schema"] = "lepton/compare/v1", ["a"] = Describe(a), ["b"] = Describe(b) }.ToJsonString(OutcomeJson.Indented));
            }
            else
            {
                Write(session.Terminal, a, b);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static JsonObject Describe(RunRecord run)
    {
        var json = RunsCommand.Describe(run);
        json["curves"] = run.Curves.DeepClone();
        return json;
    }

    private static RunRecord Find(IReadOnlyList<RunRecord> runs, string name) =>
        (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? runs.FirstOrDefault(r => r.Id == id) : runs.LastOrDefault(r => r.Model == name && r.Trial is null))
        ?? throw new DiagnosticException(CliDiagnostics.UnknownRun(name));

    private static void Write(Terminal terminal, RunRecord a, RunRecord b)
    {
        var style = new Style(terminal.HasColour);
        void Row(string name, string left, string right, string note = "") =>
            terminal.Out.WriteLine($"  {name,-24} {left,-36} {(left == right ? right : style.Strong(right.PadRight(36)))} {note}".TrimEnd());

        terminal.Out.WriteLine(style.Quiet($"  {string.Empty,-24} {Title(a),-36} {Title(b)}"));
        Row("started (UTC)", When(a), When(b));
        Row("commit", Short(a.Commit), Short(b.Commit));
        Row("data", Short(a.Dataset), Short(b.Dataset));
        Row("model file", Short(a.Artifact), Short(b.Artifact));
        Row("status", a.Status, b.Status);
        var names = a.Hyperparameters.Concat(b.Hyperparameters).Select(h => h.Key).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names.Where(n => !JsonNode.DeepEquals(a.Hyperparameters[n], b.Hyperparameters[n])))
        {
            Row(name, Value(a.Hyperparameters[name]), Value(b.Hyperparameters[name]));
        }

        // Only what was measured on the same rows can be compared.
        var isSame = a.Part == b.Part && a.Dataset == b.Dataset;
        foreach (var name in a.Metrics.Concat(b.Metrics).Select(m => m.Name).Distinct().Order(StringComparer.Ordinal))
        {
            var change = b.Metric(name) - a.Metric(name);
            var isBetter = MetricDirection.IsHigherBetter(name) is { } isHigher && (isHigher ? change > 0 : change < 0);
            Row(name, Estimate(a, name), Estimate(b, name), !isSame || double.IsNaN(change) || change == 0 ? string.Empty : $"{(change > 0 ? "+" : string.Empty)}{SearchTable.Number(change)}, {(isBetter ? style.Good("better") : style.Bad("worse"))}");
        }

        // On one scale.
        foreach (var name in a.Curves.Concat(b.Curves).Select(c => c.Key).Distinct().Order(StringComparer.Ordinal))
        {
            var (left, right) = (LearningCurve.Of(a.Curves[name]), LearningCurve.Of(b.Curves[name]));
            var all = left.Values.Concat(right.Values).ToList();
            Row($"{name} by round", left.Draw(all.Min(), all.Max()), right.Draw(all.Min(), all.Max()));
        }

        if (!isSame)
        {
            terminal.Out.WriteLine("the metrics are of other rows: they say nothing of which is better");
        }
    }

    private static string Title(RunRecord run) => $"run {run.Id}, {(run.Trial is null ? run.Model : $"{run.Model}#{run.Trial}")}";

    private static string When(RunRecord run) => run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Short(string? digest) => digest is null ? "-" : digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest[..19] : digest[..Math.Min(12, digest.Length)];

    private static string Value(JsonNode? value) => value is null ? "-" : SearchTable.Text(value);

    private static string Estimate(RunRecord run, string name) =>
        run.Estimate(name) is not { } metric || double.IsNaN(metric.Value) ? "-"
        : double.IsNaN(metric.Low) || double.IsNaN(metric.High) ? SearchTable.Number(metric.Value)
        : $"{SearchTable.Number(metric.Value)} ({Round(metric.Low)} … {Round(metric.High)})";

    private static string Round(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
