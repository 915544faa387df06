namespace Lepton.Core.Events;

/// <summary>A step that waits.</summary>
/// <param name="For">A step, or what of the machine is taken.</param>
public sealed record WaitingStep(string Step, string For);
