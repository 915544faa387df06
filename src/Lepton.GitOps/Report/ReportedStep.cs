namespace Lepton.GitOps.Report;

/// <summary>A step of a model in a report.</summary>
/// <param name="Seconds">How long it took when it ran, here or elsewhere; 0 where nobody knows.</param>
public sealed record ReportedStep(string Kind, double Seconds, bool IsReused);
