using System.Globalization;
using Lepton.Core.Digests;
using Lepton.Graph;

namespace Lepton.Cli.Pipeline;

/// <summary>What is remembered of a step.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Key">The key of its last result.</param>
/// <param name="Previous">The key that it had before that, if it had another.</param>
internal sealed record StepHistory(double Seconds, Digest Key, Digest? Previous)
{
    /// <summary>The history of steps as text for a snapshot's notes: <c>train=1.5,KEY,PREVIOUS;evaluate=…</c>.</summary>
    public static string Write(IEnumerable<StepRun> runs, Func<StepId, StepHistory?> before) => string.Join(';', runs.Select(r => (r.Step, History: Next(r, before(r.Step))))
        .Where(r => r.History is not null)
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Step.Kind}={r.History!.Seconds:0.###},{r.History.Key.Hex},{r.History.Previous?.Hex}")));

    public static IEnumerable<(StepId Step, StepHistory History)> Read(string subject, string note)
    {
        foreach (var part in note.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (kind, values) = part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (part[..at], part[(at + 1)..].Split(',')) : (part, []);
            if (values.Length == 3 && double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Digest.TryParse(values[1], out var key))
            {
                yield return (new StepId(kind, subject), new StepHistory(seconds, key, Digest.TryParse(values[2], out var previous) ? previous : null));
            }
        }
    }

    // A result that a lock vouches for was not made here: it has no duration, and its key may be of another machine.
    private static StepHistory? Next(StepRun run, StepHistory? before) =>
        run.Result is not { Seconds: > 0 } result ? before
        : before is null ? new StepHistory(result.Seconds, result.Key, null)
        : new StepHistory(result.Seconds, result.Key, result.Key == before.Key ? before.Previous : before.Key);
}
