using System.Globalization;
using System.Text.RegularExpressions;
using Lepton.Cli.Output;
using Lepton.Store.Runs;

namespace Lepton.Cli.Export;

/// <summary>A condition on runs, such as <c>auc>=0.9</c>, <c>max-depth=3</c> or <c>commit=1f0e</c>.</summary>
internal sealed partial record RunFilter(string Name, string Operator, string Value)
{
    /// <summary>Null where the text is no condition.</summary>
    public static RunFilter? Parse(string text) =>
        Condition().Match(text) is { Success: true } match ? new RunFilter(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) : null;

    /// <summary>Whether a run fulfils it. One that has nothing of the name does not.</summary>
    public bool Holds(RunRecord run)
    {
        if (Of(run) is not { } own)
        {
            return false;
        }

        var order = double.TryParse(own, NumberStyles.Float, CultureInfo.InvariantCulture, out var left) && double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(own, Value);

        // Digests, commits and days are named by how they begin.
        return Operator switch
        {
            "=" => order == 0 || (IsText && own.StartsWith(Value, StringComparison.Ordinal)),
            "!=" => !(order == 0 || (IsText && own.StartsWith(Value, StringComparison.Ordinal))),
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private bool IsText => Name is "started" or "commit" or "data" or "model-file" or "command";

    private string? Of(RunRecord run) => Name switch
    {
        "started" => run.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        "seconds" => run.Seconds.ToString("R", CultureInfo.InvariantCulture),
        "status" => run.Status,
        "commit" => run.Commit,
        "data" => run.Dataset,
        "model-file" => run.Artifact,
        "command" => run.Command,
        _ when run.Estimate(Name) is { } metric => double.IsNaN(metric.Value) ? null : metric.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => run.Hyperparameters[Name] is { } value ? SearchTable.Text(value) : null,
    };

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9-]*)(<=|>=|!=|<|>|=)(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Condition();
}
