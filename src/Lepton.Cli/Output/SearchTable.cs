using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Cli.Pipeline;
using Lepton.Training.Search;

namespace Lepton.Cli.Output;

/// <summary>Trials as lines: number, objectives, values.</summary>
internal sealed class SearchTable(SearchPlan plan, Style style)
{
    private const int Width = 12;

    /// <summary>Names of the columns.</summary>
    public string Header() => style.Quiet("trial".PadLeft(7) + string.Concat(plan.Search.Objectives.Select(o => o.PadLeft(Math.Max(Width, o.Length + 2)))) + "  values");

    /// <summary>One trial.</summary>
    public string Line(TrialOutcome trial, bool isBest = false)
    {
        var number = $"{trial.Plan.Index}{(trial.Plan.Rounds is { } rounds ? $"-{rounds}" : string.Empty)}".PadLeft(7);
        var objectives = plan.Search.Objectives.Select((o, i) => (trial.Objectives is null ? "failed" : Number(trial.Objectives[i])).PadLeft(Math.Max(Width, o.Length + 2)));
        var values = string.Join(" ", trial.Values.Select(v => $"{v.Key}={Text(v.Value)}"));
        var line = $"{number}{string.Concat(objectives)}  {values}";
        return isBest ? style.Good(line) : line;
    }

    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Text(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
