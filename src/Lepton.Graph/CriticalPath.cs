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
        var means = graph.Steps.Select(s => (s.Id.Kind, Seconds: expected(s.Id))).Where(s => s.Seconds is not null)
            .GroupBy(s => s.Kind, s => s.Seconds!.Value).ToDictionary(g => g.Key, g => g.Average());
        foreach (var step in graph.Steps)
        {
            own[step.Id] = expected(step.Id) ?? means.GetValueOrDefault(step.Id.Kind, Unknown);
            toEnd[step.Id] = own[step.Id];
        }

        IsKnown = means.Count > 0;
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
