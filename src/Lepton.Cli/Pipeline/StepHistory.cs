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

    /// <summary>The history of a kind of step in a note, or null where there is none that can be read.</summary>
    public static StepHistory? Find(string kind, string note)
    {
        foreach (var part in note.Split(';'))
        {
            if (part.StartsWith(kind, StringComparison.Ordinal) && part.Length > kind.Length && part[kind.Length] == '=')
            {
                var values = part[(kind.Length + 1)..].Split(',');
                return values.Length == 3 && double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Digest.TryParse(values[1], out var key)
                    ? new StepHistory(seconds, key, Digest.TryParse(values[2], out var previous) ? previous : null)
                    : null;
            }
        }

        return null;
    }

    // A result that a lock vouches for was not made here: it has no duration, and its key may be of another machine.
    private static StepHistory? Next(StepRun run, StepHistory? before) =>
        run.Result is not { Seconds: > 0 } result ? before
        : before is null ? new StepHistory(result.Seconds, result.Key, null)
        : new StepHistory(result.Seconds, result.Key, result.Key == before.Key ? before.Previous : before.Key);
}
