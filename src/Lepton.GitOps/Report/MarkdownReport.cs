using System.Text;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;

namespace Lepton.GitOps.Report;

/// <summary>A report as one page of GitHub's Markdown: the verdict first, what a reviewer reads next after it, and what can be missed last, so that it may be cut.</summary>
/// <param name="details">Where the whole report is to be found, for a page that was cut; null where nowhere.</param>
/// <param name="caution">A sentence that stands above everything else, or null.</param>
public sealed class MarkdownReport(ChangeReport report, string? details = null, string? caution = null)
{
    /// <summary>The longest comment that GitHub takes, in characters (its own error message says so).</summary>
    public const int CommentLimit = 65_536;

    // Rows of the table that come before everything is cut.
    private const int MostRows = 100;

    /// <summary>The page, at most so many characters long: parts that do not fit are left out, the last ones first, and it says so.</summary>
    public string Write(int limit = CommentLimit)
    {
        var page = new StringBuilder();
        page.Append(caution is null ? string.Empty : $"> {caution}\n\n").Append("## ").Append(Sign(report.Verdict)).Append(' ').Append(report.Headline).Append("\n\n");
        page.Append(Against()).Append("\n\n");
        var end = $"\n---\nReproduce: {MarkdownText.Code(report.Reproduce)}\n";
        var left = new List<string>();
        foreach (var (name, part) in Parts())
        {
            if (part.Length == 0)
            {
                continue;
            }

            // Room for the end and for the sentence on what was left out.
            if (page.Length + part.Length + end.Length + 400 > limit)
            {
                left.Add(name);
            }
            else
            {
                page.Append(part).Append('\n');
            }
        }

        if (left.Count > 0)
        {
            var names = left.Count > 4 ? $"{string.Join(", ", left.Take(4))} and {left.Count - 4} more" : string.Join(", ", left);
            page.Append("*Left out for length: ").Append(MarkdownText.Escape(names)).Append(details is null ? "" : $"; all of it is in {details}").Append(".*\n");
        }

        return page.Append(end).ToString();
    }

    private string Against() =>
        $"Compared with {(report.Base is null ? "nothing: there is no base" : MarkdownText.Escape(report.Base.ToString()))}{(report.Head is { } head ? $", at {head[..Math.Min(7, head.Length)]}{(report.IsDirty ? " and what is not committed" : string.Empty)}" : string.Empty)}.";

    private IEnumerable<(string Name, string Part)> Parts()
    {
        if (report.Models.Count > 0)
        {
            yield return ("the table", Table());
        }

        // Who is kept back comes first.
        var ordered = report.Models.OrderByDescending(m => m.Verdict).ThenBy(m => m.Name, StringComparer.Ordinal).ToList();
        foreach (var model in ordered.Where(m => m.Verdict != ReportVerdict.Passed))
        {
            yield return ($"gates of {model.Name}", Gates(model));
        }

        yield return ("what changed", Changes());
        foreach (var model in ordered)
        {
            yield return ($"details of {model.Name}", Details(model));
        }
    }

    private string Table()
    {
        var text = new StringBuilder("| | model | metric | base | candidate | difference | gates |\n| --- | --- | --- | ---: | ---: | --- | --- |\n");
        foreach (var model in report.Models.OrderByDescending(m => m.Verdict).ThenBy(m => m.Name, StringComparer.Ordinal).Take(MostRows))
        {
            var metric = model.Metric;
            var paired = model.Baseline?.Metrics.FirstOrDefault(m => m.Metric == metric);
            var own = model.Metrics.GetValueOrDefault(metric);
            var difference = paired is { } e ? Figure.Difference(e) : model.Baseline switch { { IsSame: true } => "same model", { IsFirst: true } => "new", { Obstacle: not null } => "not comparable", _ => "–" };
            text.Append($"| {Sign(model.Verdict)} | {MarkdownText.Escape(model.Name)} | {metric} | {(paired is null ? "–" : Figure.Of(paired.Reference))} | {(paired is null ? Figure.Of(own?.Value ?? double.NaN) : Figure.Of(paired.Candidate))} | {difference} | {Summary(model)} |\n");
        }

        if (report.Models.Count > MostRows)
        {
            text.Append($"\n{report.Models.Count - MostRows} more models, {report.Models.Count(m => m.Verdict == ReportVerdict.Passed)} of all pass.\n");
        }

        return text.ToString();
    }

    private static string Summary(ReportedModel model)
    {
        if (model.Failure is { } failure)
        {
            return MarkdownText.Escape(failure.Length > 100 ? failure[..100] + "…" : failure);
        }

        var passed = model.Verdicts.Count(v => v.Verdict == Verdict.Pass);
        return model.Verdicts.Count == 0 ? model.Gates == 0 ? "no gates" : "as its lock says" : passed == model.Verdicts.Count ? $"{passed} of {passed} pass" : $"{passed} of {model.Verdicts.Count} pass, {string.Join(", ", new[] { (Verdict.Fail, "fail"), (Verdict.Inconclusive, "cannot tell") }.Select(w => (Count: model.Verdicts.Count(v => v.Verdict == w.Item1), w.Item2)).Where(w => w.Count > 0).Select(w => $"{w.Count} {w.Item2}"))}";
    }

    private static string Gates(ReportedModel model)
    {
        var text = new StringBuilder($"**{MarkdownText.Escape(model.Name)}**");
        text.Append(model.Verdict == ReportVerdict.Failed ? $" failed: {MarkdownText.Escape(model.Failure!)}\n" : model.Verdict == ReportVerdict.Blocked ? " is kept back:\n" : " has warnings:\n");
        foreach (var verdict in model.Verdicts.Where(v => v.Verdict != Verdict.Pass))
        {
            text.Append($"- {Sign(verdict)} {MarkdownText.Escape(verdict.Message)}\n");
        }

        return text.ToString();
    }

    private string Changes()
    {
        var text = new StringBuilder();
        foreach (var spec in report.Specs)
        {
            text.Append($"- {MarkdownText.Escape(spec.Title)}");
            text.Append(spec.Lines.Count == 1 ? $": {MarkdownText.Escape(spec.Lines[0])}\n" : ":\n" + string.Concat(spec.Lines.Select(l => $"  - {MarkdownText.Escape(l)}\n")));
        }

        foreach (var dataset in report.Datasets)
        {
            text.Append($"- dataset {MarkdownText.Escape(dataset.Title)}:\n").Append(string.Concat(dataset.Lines.Select(l => $"  - {MarkdownText.Escape(l)}\n")));
        }

        foreach (var name in report.Gone)
        {
            text.Append($"- model {MarkdownText.Escape(name)} is gone\n");
        }

        return text.Length == 0 ? string.Empty : "### What changed\n\n" + text;
    }

    private string Details(ReportedModel model)
    {
        var text = new StringBuilder($"<details><summary>{Sign(model.Verdict)} {model.Name}: metrics, slices, cost</summary>\n\n");
        foreach (var reason in model.Reasons)
        {
            text.Append($"- {MarkdownText.Escape(reason)}\n");
        }

        text.Append('\n');
        if (model.Comparisons.All(c => c.Metrics.Count == 0) && model.Metrics.Count > 0)
        {
            Alone(text, "value", model.Metrics);
        }

        foreach (var comparison in model.Comparisons)
        {
            Compared(text, model, comparison);
        }

        if (model.Folds is { } folds)
        {
            text.Append($"{folds.Title}, {ReportWords.Folds}:\n\n");
            Alone(text, "mean", folds.Metrics);
        }

        if (model.Seeds is { } seeds)
        {
            Spread(text, seeds);
        }

        foreach (var verdict in model.Verdicts)
        {
            text.Append($"- {Sign(verdict)} {MarkdownText.Escape(verdict.Message)}\n");
        }

        text.Append('\n').Append(MermaidCharts.Of(model)).Append(Cost(model)).Append("\n</details>\n");
        return text.ToString();
    }

    private static void Spread(StringBuilder text, ReportedSeeds seeds)
    {
        text.Append($"{seeds.Title}, {ReportWords.Seeds}:\n\n| metric | mean | lowest and highest | deviation |\n| --- | ---: | --- | ---: |\n");
        foreach (var (name, spread) in seeds.Metrics)
        {
            text.Append($"| {MarkdownText.Escape(name)} | {Figure.Of(spread.Mean)} | {Figure.Of(spread.Low)} … {Figure.Of(spread.High)} | {Figure.Of(spread.StandardDeviation)} |\n");
        }

        text.Append('\n');
    }

    private static void Alone(StringBuilder text, string value, IReadOnlyDictionary<string, MetricEstimate> metrics)
    {
        text.Append($"| metric | {value} | interval | constant model |\n| --- | ---: | --- | ---: |\n");
        foreach (var (name, e) in metrics)
        {
            text.Append($"| {MarkdownText.Escape(name)} | {Figure.Of(e.Value)} | {(double.IsNaN(e.TwoSided.Low) ? "–" : $"{Figure.Of(e.TwoSided.Low)} … {Figure.Of(e.TwoSided.High)}")} | {Figure.Of(e.Constant)} |\n");
        }

        text.Append('\n');
    }

    private void Compared(StringBuilder text, ReportedModel model, ComparisonResult comparison)
    {
        text.Append($"Against the {MarkdownText.Escape(comparison.Name)} ({MarkdownText.Escape(model.Origins.GetValueOrDefault(comparison.Name, "–"))}): {MarkdownText.Escape(ReportWords.Of(comparison))}\n\n");
        if (comparison.Metrics.Count == 0)
        {
            return;
        }

        Differences(text, "all rows", comparison.Metrics, isFirst: true);
        foreach (var (name, estimates) in comparison.Slices.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Differences(text, name, estimates, isFirst: false);
        }

        text.Append('\n');
    }

    private void Differences(StringBuilder text, string slice, IReadOnlyList<PairedEstimate> estimates, bool isFirst)
    {
        if (isFirst)
        {
            text.Append("| rows | metric | before | now | difference | |\n| --- | --- | ---: | ---: | --- | --- |\n");
        }

        foreach (var e in estimates)
        {
            text.Append($"| {MarkdownText.Escape(slice)} | {e.Metric} | {Figure.Of(e.Reference)} | {Figure.Of(e.Candidate)} | {Figure.Difference(e)} | {ReportWords.Tendency(report, e)} |\n");
        }
    }

    private static string Cost(ReportedModel model)
    {
        var text = new StringBuilder();
        if (model.Steps.Count > 0)
        {
            text.Append(string.Join(", ", model.Steps.Where(s => s.Seconds > 0).Select(s => $"{s.Kind} {Figure.Duration(s.Seconds)}{(s.IsReused ? " (reused)" : string.Empty)}"))).Append(model.Steps.Any(s => s.Seconds > 0) ? ". " : string.Empty);
        }

        if (model.Artifact is { } artifact)
        {
            text.Append($"Model file {Figure.Size(artifact.Size)}, {MarkdownText.Code(artifact.Digest)}. ");
        }

        return text.Append(ReportWords.TestSet(model)).Append('\n').ToString();
    }

    private static string Sign(ReportVerdict verdict) => verdict switch { ReportVerdict.Passed => "✅", ReportVerdict.Warned => "⚠️", ReportVerdict.Blocked => "❌", _ => "💥" };

    private static string Sign(GateVerdict verdict) => verdict.Verdict switch { Verdict.Pass => "✅", Verdict.Fail => "❌", _ => verdict.Blocks ? "❌" : "⚠️" };
}
