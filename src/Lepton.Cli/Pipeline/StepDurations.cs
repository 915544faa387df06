using System.Globalization;
using Lepton.Graph;

namespace Lepton.Cli.Pipeline;

/// <summary>How long steps took the last time, as text in a snapshot's notes: <c>train=1.5;evaluate=0.2</c>.</summary>
internal static class StepDurations
{
    public static string Write(IEnumerable<StepRun> runs) => string.Join(';', runs
        .Where(r => r.Result is { Seconds: > 0 })
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Step.Kind}={r.Result!.Seconds:0.###}")));

    public static IEnumerable<(StepId Step, double Seconds)> Read(string subject, string note)
    {
        foreach (var part in note.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && double.TryParse(part[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            {
                yield return (new StepId(part[..at], subject), seconds);
            }
        }
    }
}
