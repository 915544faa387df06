using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Cli.Commands;
using Lepton.Cli.Pipeline;
using Lepton.GitOps.Report;
using Lepton.Specs.Schema;
using Lepton.Specs.Searches;
using Lepton.Training.Search;

namespace Lepton.Cli.Output;

/// <summary>A search as a page to look at: what was tried, what decides, how trials learnt.</summary>
internal sealed class SearchPage(SearchPlan plan, SearchOutcome outcome, HyperparametersEdit? edit)
{
    private const int Listed = 20;

    // More lines than these cannot be told apart.
    private const int MostLines = 500;
    private const int MostCurves = 100;
    private const int MostPoints = 60;

    private readonly SearchSpec search = plan.Search;
    private readonly IReadOnlyList<int> ranked = Ranked(plan, outcome);

    /// <summary>The page; the same outcome gives the same bytes.</summary>
    public string Write()
    {
        var page = new StringBuilder();
        page.Append($"<header><h1>{HtmlPage.Text(search.Name)}</h1>\n<p class=\"quiet\">{HtmlPage.Text(Summary())}</p>\n{Winner()}</header>\n<main>\n");
        if (ranked.Count == 0)
        {
            page.Append("<p class=\"failed\">No trial succeeded.</p>\n</main>\n");
            return HtmlPage.Write(search.Name, page.ToString(), Figures([], []), "search.js", hasCharts: false);
        }

        var shares = search.Objectives.Select((_, i) => Importance.Of(plan.Space, [.. Whole().Select(i => outcome.Trials[i]).Select(t => new Observation(t.Plan.Values, Losses(t)))], i)).ToList();
        var curves = Curves();
        Trials(page);
        if (search.Objectives.Count > 1)
        {
            page.Append(Section("front", "Pareto front", $"No trial on the front is worse than another one in both. {search.Objectives[0]} and {search.Objectives[1]}:", $"<label class=\"quiet\"><input type=\"checkbox\" id=\"front-log\"> log scale</label>{Plot("front", $"Trials by {search.Objectives[0]} and {search.Objectives[1]}")}"));
        }

        page.Append(Section("parallel-title", "Parallel coordinates", $"A line is a trial: the bluer, the better; the best is orange. The last axis is the objective, the better end up.{(search.Rungs is null ? string.Empty : " A trial that ended early has what it had then.")}", Plot("parallel", "Parallel coordinates of all trials; arrow keys walk from the best one on")));
        Importances(page, shares);
        page.Append(Section("history-title", "Trials in their order", "What each found, and the best until then.", string.Concat(search.Objectives.Select((o, i) => Plot($"history-{i}", $"{o} of each trial")))));
        if (curves.Count > 0)
        {
            page.Append("<section aria-labelledby=\"curves-title\"><h2 id=\"curves-title\">Learning curves</h2>\n");
            foreach (var (curve, i) in curves.Select((c, i) => (c, i)))
            {
                page.Append($"<h3>{HtmlPage.Text(curve.Title)}</h3><label class=\"quiet\"><input type=\"checkbox\" id=\"curve-{i}-log\"> log scale</label>{Plot($"curve-{i}", curve.Title)}\n");
            }

            page.Append("</section>\n");
        }

        page.Append("</main>\n");
        return HtmlPage.Write(search.Name, page.ToString(), Figures(shares, curves), "search.js", hasCharts: true);
    }

    // Those that had all rounds, or the most of any, in their order.
    private IEnumerable<int> Whole() => ranked.Where(i => outcome.Trials[i].Plan.Rounds == outcome.Trials[ranked[0]].Plan.Rounds).OrderBy(i => outcome.Trials[i].Plan.Index);

    private IReadOnlyList<double> Losses(TrialOutcome trial) => plan.Losses(trial.Objectives!);

    // As far as each went: those with the most rounds first, and among them the best.
    private static List<int> Ranked(SearchPlan plan, SearchOutcome outcome) =>
    [
        .. Enumerable.Range(0, outcome.Trials.Count).Where(i => outcome.Trials[i].Objectives is { } o && o.All(double.IsFinite))
            .GroupBy(i => outcome.Trials[i].Plan.Index).Select(g => g.MaxBy(i => outcome.Trials[i].Plan.Rounds ?? 0))
            .GroupBy(i => outcome.Trials[i].Plan.Rounds ?? 0).OrderByDescending(g => g.Key)
            .SelectMany(g => Ranking.Order([.. g.Select(i => new Observation(outcome.Trials[i].Plan.Values, plan.Losses(outcome.Trials[i].Objectives!)))]).Select(g.ElementAt)),
    ];

    private string Summary()
    {
        var judges = search.Folds == 0 ? $"{outcome.Rows} validation rows" : $"{outcome.Rows} training and validation rows in {search.Folds} folds";
        var values = outcome.Trials.Select(t => t.Plan.Index).Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture, $"{Words.Of(search.Method)} over {search.Model}: {values} {(values == 1 ? "combination" : "combinations")} of values, judged on {judges}. {(outcome.IsWhole ? "Nothing is left to try." : "More is left to try.")}");
    }

    private string Winner()
    {
        if (outcome.Best.Count != 1 || ranked.Count == 0)
        {
            return outcome.Best.Count > 1 ? $"<p>{outcome.Best.Count} trials are best in one objective or between them.</p>\n" : string.Empty;
        }

        var best = outcome.Trials[outcome.Best[0]];
        var found = $"Trial {Name(best)} has {search.Objectives[0]} <b>{SearchTable.Number(best.Objectives![0])}</b>; {search.Model} as it is has {(outcome.Current is { } now ? SearchTable.Number(now[0]) : "none: it fails")}.";
        var changes = edit is null ? " Its values are those of the model, or no better." : $" Change: {HtmlPage.Text(string.Join(", ", edit.Changes.Select(c => $"{c.Name} {(c.Before is null ? "(default)" : SearchTable.Text(c.Before))} → {SearchTable.Text(c.After)}")))}.";
        return $"<p>{found}{changes}</p>\n";
    }

    private static string Name(TrialOutcome trial) => $"{trial.Plan.Index}{(trial.Plan.Rounds is { } rounds ? $"-{rounds}" : string.Empty)}";

    private static string Section(string id, string title, string words, string content) =>
        $"<section aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{HtmlPage.Text(title)}</h2><p class=\"quiet\">{HtmlPage.Text(words)}</p>\n{content}</section>\n";

    private static string Plot(string id, string label) => $"<div class=\"plot\"><canvas id=\"{id}\" tabindex=\"0\" role=\"img\" aria-label=\"{HtmlPage.Text(label)}\"></canvas></div>\n";

    private void Trials(StringBuilder page)
    {
        page.Append("<section aria-labelledby=\"trials-h\"><h2 id=\"trials-h\">Best trials</h2>\n");
        Table(page, ranked.Take(Listed).Select(i => outcome.Trials[i]));
        if (outcome.Trials.Count > Listed)
        {
            page.Append($"<details><summary>All {outcome.Trials.Count} trials</summary><div>\n");
            Table(page, outcome.Trials);
            page.Append("</div></details>\n");
        }

        page.Append("</section>\n");
    }

    private void Table(StringBuilder page, IEnumerable<TrialOutcome> trials)
    {
        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Trials\"><table><thead><tr><th scope=\"col\" class=\"number\">Trial</th>");
        foreach (var name in search.Objectives.Concat(plan.Space.Select(d => d.Name)).Append("seconds"))
        {
            page.Append($"<th scope=\"col\" class=\"number\">{HtmlPage.Text(name)}</th>");
        }

        page.Append("</tr></thead><tbody>\n");
        var best = outcome.Best.Select(b => outcome.Trials[b]).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var trial in trials)
        {
            page.Append($"<tr{(best.Contains(trial) ? " class=\"sign passed\"" : string.Empty)}><td class=\"number\">{Name(trial)}</td>");
            page.Append(string.Concat(search.Objectives.Select((_, i) => $"<td class=\"number\">{(trial.Objectives is null ? "failed" : SearchTable.Number(trial.Objectives[i]))}</td>")));
            page.Append(string.Concat(plan.Space.Select(d => $"<td class=\"number\">{(trial.Values.FirstOrDefault(v => v.Key == d.Name)?.Value is { } value ? HtmlPage.Text(SearchTable.Text(value)) : "–")}</td>")));
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{trial.Seconds:0.00}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private void Importances(StringBuilder page, List<IReadOnlyList<double>> shares)
    {
        if (shares.TrueForAll(s => s.Count == 0))
        {
            return;
        }

        page.Append("<section aria-labelledby=\"importance-h\"><h2 id=\"importance-h\">What decides</h2><p class=\"quiet\">How far the values of the best tenth differ from those of all trials (PED-ANOVA). It tells of this space and these trials: where all values are good, nothing decides.</p>\n");
        for (var i = 0; i < shares.Count; i++)
        {
            if (shares[i].Count > 0)
            {
                page.Append($"<h3>{HtmlPage.Text(search.Objectives[i])}</h3>{Plot($"importance-{i}", $"Importance for {search.Objectives[i]}: {string.Join(", ", plan.Space.Select((d, k) => (d.Name, Share: shares[i][k])).OrderByDescending(d => d.Share).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Name} {d.Share * 100:0} %")))}").Replace("class=\"plot\"", $"class=\"plot\" style=\"height: {4 + (1.6 * plan.Space.Count):0.#}rem\"", StringComparison.Ordinal)}");
            }
        }

        page.Append("</section>\n");
    }

    // What training told of each round, and of trials that went on what each rung said.
    private List<Curve> Curves()
    {
        var unit = SearchSpec.RoundsOf(plan.Trainer);
        var shown = ranked.Concat(Enumerable.Range(0, outcome.Trials.Count)).Distinct().ToList();
        var curves = new List<Curve>();
        if (search.Rungs is not null)
        {
            var rungs = outcome.Trials.Select((t, i) => (Trial: t, Index: i)).Where(t => t.Trial.Objectives is { } o && double.IsFinite(o[0])).GroupBy(t => t.Trial.Plan.Index)
                .Select(g => g.OrderBy(t => t.Trial.Plan.Rounds).ToList())
                .Select(g => new Line(g[^1].Index, [.. g.Select(t => t.Trial.Plan.Rounds ?? 0)], [.. g.Select(t => t.Trial.Objectives![0])]));
            curves.Add(new Curve($"{search.Objectives[0]} by rung", search.Objectives[0], unit, [.. rungs]));
        }

        foreach (var name in outcome.Trials.SelectMany(t => t.Curves).Select(c => c.Key).Distinct().OrderBy(n => !search.Objectives.Contains(n)).ThenBy(n => n, StringComparer.Ordinal))
        {
            var lines = shown.Where(i => outcome.Trials[i].Curves[name] is not null).Take(MostCurves).Select(i => (i, Curve: LearningCurve.Of(outcome.Trials[i].Curves[name]).Thinned(MostPoints))).Select(l => new Line(l.i, l.Curve.Rounds, l.Curve.Values)).ToList();
            curves.Add(new Curve(name == "loss" ? "loss on the training rows" : $"{name} on the validation rows", name, unit, lines));
        }

        return curves;
    }

    private JsonObject Figures(IReadOnlyList<IReadOnlyList<double>> shares, IReadOnlyList<Curve> curves)
    {
        var best = outcome.Best.ToHashSet();
        var order = ranked.Take(MostLines).ToList();
        return new JsonObject
        {
            ["objectives"] = new JsonArray([.. search.Objectives.Select(o => (JsonNode)new JsonObject { ["name"] = o, ["higher"] = SearchPlan.IsHigherBetter(o) })]),
            ["dimensions"] = new JsonArray([.. plan.Space.Select(d => (JsonNode)new JsonObject
            {
                ["name"] = d.Name,
                ["low"] = d.Low,
                ["high"] = d.High,
                ["log"] = d.IsLog,
                ["choices"] = d.Kind == DimensionKind.Choice ? new JsonArray([.. search.Space.First(e => e.Key == d.Name).Value.Choices.Select(c => (JsonNode)c)]) : null,
            })]),
            ["trials"] = new JsonArray([.. outcome.Trials.Select((t, i) => (JsonNode)new JsonObject
            {
                ["name"] = Name(t),
                ["index"] = t.Plan.Index,
                ["values"] = new JsonObject(t.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value.DeepClone()))),
                ["objectives"] = Numbers(t.Objectives),
                ["best"] = best.Contains(i),
            })]),
            ["whole"] = new JsonArray([.. Whole().Select(i => (JsonNode)i)]),
            ["order"] = new JsonArray([.. order.Select(i => (JsonNode)i)]),
            ["now"] = Numbers(outcome.Current),
            ["importance"] = new JsonArray([.. shares.Select(s => (JsonNode)new JsonArray([.. s.Select(v => (JsonNode)Math.Round(v, 4))]))]),
            ["curves"] = new JsonArray([.. curves.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Metric,
                ["unit"] = c.Unit,
                ["lines"] = new JsonArray([.. c.Lines.Select(l => (JsonNode)new JsonObject { ["trial"] = l.Trial, ["rounds"] = new JsonArray([.. l.Rounds.Select(r => (JsonNode)r)]), ["values"] = Numbers(l.Values) })]),
            })]),
        };
    }

    private static JsonArray? Numbers(IReadOnlyList<double>? values) => values is null ? null : new JsonArray([.. values.Select(v => double.IsFinite(v) ? (JsonNode?)v : null)]);

    private sealed record Line(int Trial, IReadOnlyList<int> Rounds, IReadOnlyList<double> Values);

    private sealed record Curve(string Title, string Metric, string Unit, IReadOnlyList<Line> Lines);
}
