using System.Text.Json.Nodes;
using Lepton.Cli.Pipeline;
using Lepton.Core.Events;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.GitOps.Report;

namespace Lepton.Cli.Output;

/// <summary>What became of models, as tables.</summary>
internal sealed class OutcomeTable(Terminal terminal)
{
    private readonly Style style = new(terminal.HasColour);

    public static void WriteUpToDate(Terminal terminal, int count, int of) => terminal.Out.WriteLine($"{count} of {of} models up to date");

    /// <param name="fresh">Models that were not even looked at.</param>
    public void Write(IReadOnlyList<ModelOutcome> models, int fresh, bool verbose)
    {
        var quiet = fresh;
        foreach (var model in models)
        {
            if (model.Succeeded && model.IsReused && !model.Blocked && model.Lock != LockState.Written && !verbose)
            {
                quiet++;
            }
            else
            {
                Model(model);
            }
        }

        Work(models);
        if (quiet > 0)
        {
            if (quiet < models.Count + fresh)
            {
                terminal.Out.WriteLine();
            }

            WriteUpToDate(terminal, quiet, models.Count + fresh);
        }
    }

    // What the run did, and what it was spared: seconds of reused steps, as they took when they ran.
    private void Work(IReadOnlyList<ModelOutcome> models)
    {
        var steps = models.SelectMany(m => m.Steps.Values).DistinctBy(s => s.Step).ToList();
        var ran = steps.Count(s => s.Status == StepStatus.Done);
        var reused = steps.Where(s => s.Status == StepStatus.Reused).ToList();
        if (ran > 0 && reused.Count > 0)
        {
            var saved = reused.Sum(s => s.Result!.Seconds);
            terminal.Out.WriteLine($"\n{ran} steps run, {reused.Count} reused{(saved >= 0.05 ? $", {saved:0.0} s saved" : string.Empty)}");
        }
    }

    private void Model(ModelOutcome model)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(style.Strong(model.Model.Name) + "  " + Headline(model));
        if (model.Steps.GetValueOrDefault("evaluate")?.Result?.Facts is not { } facts || facts["metrics"] is not JsonObject metrics)
        {
            return;
        }

        Metrics($"on {facts["rows"]} test rows", metrics);
        if (model.Steps.GetValueOrDefault("cross-validate")?.Result?.Facts is { } folds && folds["metrics"] is JsonObject means)
        {
            var asked = model.Model.Evaluation;
            Metrics($"over {asked.Folds} folds{(asked.Repeats > 1 ? $", {asked.Repeats} times" : string.Empty)}", MetricOrder.Of(model.Model, means));
        }

        if (model.Steps.GetValueOrDefault("seeds")?.Result?.Facts is { } seeds && seeds["metrics"] is JsonObject spread)
        {
            Spread($"over {model.Model.Evaluation.Seeds} seeds", MetricOrder.Of(model.Model, spread));
        }

        foreach (var (name, slice) in (JsonObject)facts["slices"]!)
        {
            Metrics($"{name}, {slice!["rows"]} rows", (JsonObject)slice["metrics"]!);
        }

        foreach (var verdict in model.Verdicts)
        {
            var word = verdict.Verdict switch { Verdict.Pass => style.Good("pass"), Verdict.Fail => style.Bad("fail"), _ => style.Doubt("inconclusive") };
            terminal.Out.WriteLine($"  {word}  {verdict.Message}");
        }
    }

    // What training noise alone makes of the same rows.
    private void Spread(string title, IEnumerable<KeyValuePair<string, JsonNode?>> metrics)
    {
        terminal.Out.WriteLine(style.Quiet($"  {title,-26} {"mean",10}  {"lowest and highest",-22} {"deviation",14}"));
        foreach (var (name, json) in metrics)
        {
            var spread = SeedSpread.FromJson(json);
            terminal.Out.WriteLine($"  {name,-26} {Show(spread.Mean),10}  {$"{Show(spread.Low)} … {Show(spread.High)}",-22} {Show(spread.StandardDeviation),14}");
        }
    }

    private void Metrics(string title, IEnumerable<KeyValuePair<string, JsonNode?>> metrics)
    {
        terminal.Out.WriteLine(style.Quiet($"  {title,-26} {"value",10}  {"interval",-22} {"constant model",14}"));
        foreach (var (name, json) in metrics)
        {
            var e = MetricEstimate.FromJson(json!);
            var interval = double.IsNaN(e.TwoSided.Low) ? string.Empty : $"{Show(e.TwoSided.Low)} … {Show(e.TwoSided.High)}";
            terminal.Out.WriteLine($"  {name,-26} {Show(e.Value),10}  {interval,-22} {Show(e.Constant),14}");
        }
    }

    private string Headline(ModelOutcome model)
    {
        if (!model.Succeeded)
        {
            return style.Bad("failed");
        }

        var size = model.Steps.GetValueOrDefault("train")?.Result?.Find("model") is { } output ? $"{output.Blob.Short}, {output.Size / 1024.0:0} KiB" : string.Empty;
        return model.Lock switch
        {
            LockState.Written => $"{size}, {style.Good("lock written")}",
            LockState.Blocked => $"{size}, {style.Bad("kept back by its gates, no lock written")}",
            LockState.Kept => $"{size}, {style.Doubt("lock kept")}",
            LockState.Unchanged => $"{size}, lock unchanged",
            _ => size,
        };
    }

    private static string Show(double value) =>
        double.IsNaN(value) ? "-" : Math.Abs(value) >= 1000 ? value.ToString("0.#") : Math.Abs(value) >= 1 ? value.ToString("0.###") : value.ToString("0.0000");
}
