using Lepton.Core.Diagnostics;

namespace Lepton.Core.Events;

/// <summary>What happens in a run, in the order in which it happens. Every view of a run listens to these.</summary>
public abstract record LeptonEvent
{
    private LeptonEvent()
    {
    }

    /// <summary>The run knows its steps.</summary>
    public sealed record RunStarted(int Steps) : LeptonEvent;

    /// <summary>How far the run has come.</summary>
    /// <param name="Reused">Steps among the done that need not run.</param>
    /// <param name="Remaining">Null where nothing is known of how long steps take.</param>
    /// <param name="Next">The first few that wait, and what for.</param>
    public sealed record Outlook(int Done, int Reused, int Running, int Waiting, TimeSpan? Remaining, IReadOnlyList<WaitingStep> Next) : LeptonEvent;

    /// <summary>A step begins.</summary>
    public sealed record StepStarted(string Step) : LeptonEvent;

    /// <summary>A step is on its way; <paramref name="Fraction"/> is in [0,1] or null where the end is not known.</summary>
    public sealed record Progress(string Step, double? Fraction, string Text) : LeptonEvent;

    /// <summary>A figure of a step, such as the validation loss of a round.</summary>
    public sealed record Metric(string Step, string Name, double Value, int? Round) : LeptonEvent;

    /// <summary>A problem.</summary>
    public sealed record DiagnosticRaised(string? Step, Diagnostic Diagnostic) : LeptonEvent;

    /// <summary>A step ended.</summary>
    public sealed record StepFinished(string Step, StepStatus Status, TimeSpan Duration, string? Note) : LeptonEvent;

    /// <summary>The run ended.</summary>
    public sealed record RunFinished(ExitCode ExitCode, TimeSpan Duration) : LeptonEvent;
}
