using Lepton.Core;
using Lepton.Core.Diagnostics;

namespace Lepton.Graph;

/// <summary>LPT3xxx of steps in general.</summary>
public static class GraphDiagnostics
{
    public static Diagnostic TimedOut(string step, TimeSpan limit) =>
        new("LPT3001", Severity.Error, $"{step} took longer than its limit of {limit.TotalSeconds:0.###} s", null, "raise resources.time, or give it less to do", ExitCode.StepFailed);

    public static Diagnostic Unexpected(string step, Exception reason) =>
        new("LPT3002", Severity.Error, $"{step} failed unexpectedly: {reason.GetType().Name}: {reason.Message}", null, "this is a defect of Lepton: please report it with the output of -v", ExitCode.StepFailed);
}
