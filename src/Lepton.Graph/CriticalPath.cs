namespace Lepton.Graph;

/// <summary>How long it takes from the start of each step to the end of the last one that waits for it.</summary>
public sealed class CriticalPath
{
    private const double Unknown = 1;

    private readonly Dictionary<StepId, double> own = [];
    private readonly Dictionary<StepId, double> toEnd = [];

    /// <param name="expected">Seconds that a step is expected to take. A step of which nothing is known counts as the mean of its kind, or as one second.</param>
    public CriticalPath(StepGraph graph, Func<StepId, double?> expected)
    {
        // Plain loops: each generic method over a tuple is compiled anew in every command, and this is in all of them.
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var step in graph.Steps)
        {
            if (expected(step.Id) is { } seconds)
            {
                own[step.Id] = seconds;
                sums[step.Id.Kind] = sums.GetValueOrDefault(step.Id.Kind) + seconds;
                counts[step.Id.Kind] = counts.GetValueOrDefault(step.Id.Kind) + 1;
            }
        }

        foreach (var step in graph.Steps)
        {
            own.TryAdd(step.Id, sums.TryGetValue(step.Id.Kind, out var sum) ? sum / counts[step.Id.Kind] : Unknown);
            toEnd[step.Id] = own[step.Id];
        }

        IsKnown = sums.Count > 0;
        foreach (var step in graph.Steps.Reverse())
        {
            foreach (var need in step.Needs)
            {
                toEnd[need] = Math.Max(toEnd[need], own[need] + toEnd[step.Id]);
            }
        }
    }

    /// <summary>Whether anything is known of any step.</summary>
    public bool IsKnown { get; }

    /// <summary>Seconds that the step itself takes.</summary>
    public double Of(StepId step) => own[step];

    /// <summary>Seconds from its start to the end of the longest chain that waits for it.</summary>
    public double ToEnd(StepId step) => toEnd[step];
}
