using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.Specs.Schema;

namespace Lepton.GitOps.Report;

/// <summary>A report as one HTML file that needs nothing else: tables stand in the page, curves are drawn by Chart.js, which is in it.</summary>
public static class HtmlReport
{
    public static string Write(ChangeReport report)
    {
        var page = new StringBuilder();
        Header(page, report);
        page.Append("<main>\n");
        Table(page, report);
        Changes(page, report);
        if (report.Models.Count > 0)
        {
            page.Append("<section aria-labelledby=\"details\"><h2 id=\"details\">Models</h2>\n");
            foreach (var model in Ordered(report))
            {
                Model(page, report, model);
            }

            page.Append("</section>\n");
        }

        page.Append("</main>\n<footer><h2>Reproduce</h2><div class=\"command\"><pre id=\"command\">").Append(Text(report.Reproduce)).Append("</pre><button id=\"copy\" type=\"button\">Copy</button></div></footer>\n");
        return HtmlPage.Write(report.Headline, page.ToString(), Figures(report), "report.js", report.Models.Any(HasCurves));
    }

    private static IEnumerable<ReportedModel> Ordered(ChangeReport report) => report.Models.OrderByDescending(m => m.Verdict).ThenBy(m => m.Name, StringComparer.Ordinal);

    private static void Header(StringBuilder page, ChangeReport report)
    {
        page.Append($"<header><h1><span class=\"{Words.Of(report.Verdict)}\">{Sign(report.Verdict)}</span> {Text(report.Headline)}</h1>\n<p class=\"quiet\">");
        page.Append(report.Base is { } revision ? $"Compared with <b>{Text(revision.Name)}</b> at <code>{revision.Commit[..Math.Min(12, revision.Commit.Length)]}</code>" : "Compared with nothing: there is no base");
        page.Append(report.Head is { } head ? $", at <code>{head[..Math.Min(12, head.Length)]}</code>{(report.IsDirty ? " and what is not committed" : string.Empty)}" : string.Empty).Append(".</p></header>\n");
    }

    private static void Table(StringBuilder page, ChangeReport report)
    {
        if (report.Models.Count == 0)
        {
            return;
        }

        page.Append("<section aria-label=\"Overview\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Overview of models\"><table><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Model</th><th scope=\"col\">Metric</th><th scope=\"col\" class=\"number\">Base</th><th scope=\"col\" class=\"number\">Candidate</th><th scope=\"col\">Difference</th><th scope=\"col\">Gates</th></tr></thead><tbody>\n");
        foreach (var model in Ordered(report))
        {
            var paired = model.Baseline?.Metrics.FirstOrDefault(m => m.Metric == model.Metric);
            var own = model.Metrics.GetValueOrDefault(model.Metric);
            page.Append($"<tr><td class=\"sign {Words.Of(model.Verdict)}\">{Sign(model.Verdict)} {Words.Of(model.Verdict)}</td><td><a href=\"#{Text(model.Name)}\">{Text(model.Name)}</a></td><td>{Text(model.Metric)}</td>");
            page.Append($"<td class=\"number\">{Figure.Of(paired?.Reference ?? double.NaN)}</td><td class=\"number\">{Figure.Of(paired?.Candidate ?? own?.Value ?? double.NaN)}</td><td class=\"interval\">{(paired is null ? Text(model.Baseline is { } b ? ReportWords.Of(b) : "–") : Figure.Difference(paired))}</td>");
            page.Append($"<td>{model.Verdicts.Count(v => v.Verdict == Verdict.Pass)} of {model.Verdicts.Count} pass</td></tr>\n");
        }

        page.Append("</tbody></table></div></section>\n");
    }

    private static void Changes(StringBuilder page, ChangeReport report)
    {
        if (report.Specs.Count + report.Datasets.Count + report.Gone.Count == 0)
        {
            return;
        }

        page.Append("<section aria-labelledby=\"changes\"><h2 id=\"changes\">What changed</h2><ul>\n");
        foreach (var spec in report.Specs)
        {
            page.Append($"<li><code>{Text(spec.Title)}</code>{List(spec.Lines)}</li>\n");
        }

        foreach (var dataset in report.Datasets)
        {
            page.Append($"<li>dataset <b>{Text(dataset.Title)}</b>{List(dataset.Lines)}</li>\n");
        }

        foreach (var name in report.Gone)
        {
            page.Append($"<li>model <b>{Text(name)}</b> is gone</li>\n");
        }

        page.Append("</ul></section>\n");
    }

    private static string List(IEnumerable<string> lines) => $"<ul>{string.Concat(lines.Select(l => $"<li>{Text(l)}</li>"))}</ul>";

    private static void Model(StringBuilder page, ChangeReport report, ReportedModel model)
    {
        page.Append($"<details id=\"{Text(model.Name)}\" data-model=\"{Text(model.Name)}\"{(model.Verdict == ReportVerdict.Passed ? string.Empty : " open")}><summary><span class=\"{Words.Of(model.Verdict)}\">{Sign(model.Verdict)}</span> {Text(model.Name)}</summary><div>\n");
        if (model.Failure is { } failure)
        {
            page.Append($"<p class=\"failed\">{Text(failure)}</p>\n");
        }

        if (model.Description is { } description)
        {
            page.Append($"<p class=\"quiet\">{Text(description)}</p>\n");
        }

        if (model.Reasons.Count > 0)
        {
            page.Append(List(model.Reasons)).Append('\n');
        }

        if (model.Verdicts.Count > 0)
        {
            page.Append("<h3>Gates</h3><ul>").Append(string.Concat(model.Verdicts.Select(v => $"<li><span class=\"sign {Words.Of(v.Verdict)}\">{Words.Of(v.Verdict)}</span> {Text(v.Message)}</li>"))).Append("</ul>\n");
        }

        foreach (var comparison in model.Comparisons)
        {
            Comparison(page, report, model, comparison);
        }

        if (model.Comparisons.All(c => c.Metrics.Count == 0) && model.Metrics.Count > 0)
        {
            Alone(page, "Metrics", string.Empty, "Value", model.Metrics);
        }

        if (model.Folds is { } folds)
        {
            Alone(page, folds.Title, ReportWords.Folds, "Mean", folds.Metrics);
        }

        if (model.Seeds is { } seeds)
        {
            Spread(page, seeds);
        }

        Charts(page, model);
        page.Append("<p class=\"quiet\">").Append(Text(Cost(model))).Append("</p>\n</div></details>\n");
    }

    private static void Comparison(StringBuilder page, ChangeReport report, ReportedModel model, ComparisonResult comparison)
    {
        page.Append($"<h3>Against the {Text(comparison.Name)}</h3><p class=\"quiet\">{Text(model.Origins.GetValueOrDefault(comparison.Name, string.Empty))}: {Text(ReportWords.Of(comparison))}</p>\n");
        if (comparison.Metrics.Count == 0)
        {
            return;
        }

        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Metrics\"><table><thead><tr><th scope=\"col\">Rows</th><th scope=\"col\">Metric</th><th scope=\"col\" class=\"number\">Before</th><th scope=\"col\" class=\"number\">Now</th><th scope=\"col\">Difference, 95 % interval</th><th scope=\"col\"></th></tr></thead><tbody>\n".Replace("95 %", $"{model.Confidence * 100:0.##} %", StringComparison.Ordinal));
        Rows(page, report, "all rows", comparison.Metrics);
        foreach (var (name, estimates) in comparison.Slices.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Rows(page, report, name, estimates);
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Rows(StringBuilder page, ChangeReport report, string slice, IReadOnlyList<PairedEstimate> estimates)
    {
        foreach (var e in estimates)
        {
            var tendency = ReportWords.Tendency(report, e);
            page.Append($"<tr><td>{Text(slice)}</td><td>{Text(e.Metric)}</td><td class=\"number\">{Figure.Of(e.Reference)}</td><td class=\"number\">{Figure.Of(e.Candidate)}</td><td class=\"interval\">{Figure.Difference(e)}{IntervalBar.Of(e, tendency)}</td><td class=\"{(tendency == "better" ? "pass" : "fail")}\">{tendency}</td></tr>\n");
        }
    }

    private static void Spread(StringBuilder page, ReportedSeeds seeds)
    {
        Head(page, seeds.Title, ReportWords.Seeds, "Mean", "Lowest and highest", "Deviation");
        foreach (var (name, spread) in seeds.Metrics)
        {
            page.Append($"<tr><td>{Text(name)}</td><td class=\"number\">{Figure.Of(spread.Mean)}</td><td class=\"interval\">{Figure.Of(spread.Low)} … {Figure.Of(spread.High)}</td><td class=\"number\">{Figure.Of(spread.StandardDeviation)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Head(StringBuilder page, string title, string note, string value, string interval, string last) =>
        page.Append($"<h3>{title}</h3>{(note.Length == 0 ? string.Empty : $"<p class=\"quiet\">{note}</p>")}<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table><thead><tr><th scope=\"col\">Metric</th><th scope=\"col\" class=\"number\">{value}</th><th scope=\"col\">{interval}</th><th scope=\"col\" class=\"number\">{last}</th></tr></thead><tbody>\n");

    private static void Alone(StringBuilder page, string title, string note, string value, IReadOnlyDictionary<string, MetricEstimate> metrics)
    {
        Head(page, title, note, value, "Interval", "Constant model");
        foreach (var (name, e) in metrics)
        {
            page.Append($"<tr><td>{Text(name)}</td><td class=\"number\">{Figure.Of(e.Value)}</td><td class=\"interval\">{(double.IsNaN(e.TwoSided.Low) ? "–" : $"{Figure.Of(e.TwoSided.Low)} … {Figure.Of(e.TwoSided.High)}")}</td><td class=\"number\">{Figure.Of(e.Constant)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Charts(StringBuilder page, ReportedModel model)
    {
        if (!HasCurves(model))
        {
            return;
        }

        var both = model.Curves!["baseline"]!;
        page.Append("<div class=\"charts\">\n");
        foreach (var (curve, title) in new[] { ("roc", "ROC"), ("calibration", "Calibration") }.Where(c => both["candidate"]![c.Item1] is not null && both["reference"]![c.Item1] is not null))
        {
            page.Append($"<figure><figcaption>{title}</figcaption><div class=\"plot\"><canvas data-curve=\"{curve}\" tabindex=\"0\" role=\"img\" aria-label=\"{title} of {Text(model.Name)}, base and candidate; arrow keys walk along the curves\"></canvas></div></figure>\n");
        }

        page.Append("</div>\n");
    }

    private static string Cost(ReportedModel model)
    {
        var parts = new List<string>();
        if (model.Rows.Count > 0)
        {
            parts.Add(string.Join(", ", model.Rows.Select(r => $"{r.Value:N0} {r.Key} rows")));
        }

        parts.AddRange(model.Steps.Where(s => s.Seconds > 0).Select(s => $"{s.Kind} {Figure.Duration(s.Seconds)}{(s.IsReused ? " (reused)" : string.Empty)}"));
        if (model.Artifact is { } artifact)
        {
            parts.Add($"model file {Figure.Size(artifact.Size)}, {artifact.Digest}");
        }

        return $"{string.Join("; ", parts)}. {ReportWords.TestSet(model)}";
    }

    private static bool HasCurves(ReportedModel model) => model.Curves?["baseline"]?["candidate"]?["calibration"] is not null;

    // Only what is drawn.
    private static JsonObject Figures(ChangeReport report)
    {
        var figures = new JsonObject();
        foreach (var model in report.Models.Where(HasCurves))
        {
            JsonObject Side(string side) => new(new[] { "roc", "calibration" }.Select(c => KeyValuePair.Create(c, Rounded(model.Curves!["baseline"]![side]![c]))));

            figures[model.Name] = new JsonObject { ["reference"] = Side("reference"), ["candidate"] = Side("candidate") };
        }

        return figures;
    }

    // Four digits are more than a screen shows.
    private static JsonNode? Rounded(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Rounded)]),
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Rounded(p.Value)))),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(Math.Round(value.GetValue<double>(), 4)),
        null => null,
        _ => node.DeepClone(),
    };

    private static string Sign(ReportVerdict verdict) => verdict switch { ReportVerdict.Passed => "✓", ReportVerdict.Warned => "!", ReportVerdict.Blocked => "✗", _ => "✗" };

    private static string Text(string text) => HtmlPage.Text(text);
}
