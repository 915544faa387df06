namespace Lepton.Core.Events;

/// <summary>A step's own line to the listeners.</summary>
public sealed class StepProgress(string step, IEventSink sink)
{
    public void Report(double? fraction, string text) => sink.Publish(new LeptonEvent.Progress(step, fraction, text));

    public void Metric(string name, double value, int? round = null) =>
        sink.Publish(new LeptonEvent.Metric(step, name, value, round));

    /// <summary>The same line, with another listener on it.</summary>
    public StepProgress With(IEventSink other) => new(step, new BroadcastSink([sink, other]));

    public void Diagnose(Diagnostics.Diagnostic diagnostic) =>
        sink.Publish(new LeptonEvent.DiagnosticRaised(step, diagnostic));
}
