using Lepton.Core;
using Lepton.Core.Diagnostics;

namespace Lepton.Evaluation;

/// <summary>LPT4xxx: what gates and evaluation say. One factory a code.</summary>
public static class EvaluationDiagnostics
{
    public static Diagnostic GateFailed(SourceLocation at, string message) =>
        new("LPT4002", Severity.Error, message, at, null, ExitCode.Gate);

    public static Diagnostic GateInconclusive(SourceLocation at, string message, Severity severity) =>
        new("LPT4003", severity, message, at, "give it more rows, or say on-inconclusive: warn", ExitCode.Gate);

    public static Diagnostic CostExceeded(SourceLocation at, string message) =>
        new("LPT4004", Severity.Error, message, at, null, ExitCode.Gate);

    public static Diagnostic EmptySlice(SourceLocation at, string slice) =>
        new("LPT4005", Severity.Error, $"no test row is in slice '{slice}'", at, "change its condition, or the split", ExitCode.StepFailed);

    public static Diagnostic BadSlice(SourceLocation at, string slice, string reason) =>
        new("LPT4006", Severity.Error, $"the condition of slice '{slice}' cannot be run: {reason}", at, null, ExitCode.Usage);

    public static Diagnostic UndefinedMetric(SourceLocation at, string metric, string reason) =>
        new("LPT4007", Severity.Error, $"{metric} is not defined for these test rows: {reason}", at, "choose another metric", ExitCode.StepFailed);

    public static Diagnostic NoRuntime(string hint) =>
        new("LPT4008", Severity.Error, "ONNX Runtime was not found", null, hint, ExitCode.Infrastructure);

    public static Diagnostic MissingInput(string model, string column) =>
        new("LPT4009", Severity.Error, $"model '{model}' needs a column '{column}' that the rows do not have", null, null, ExitCode.StepFailed);

    public static Diagnostic NoReference(string model, string reference, string origin, string artifact) =>
        new("LPT4010", Severity.Error, $"the {reference} of '{model}' cannot be had: {artifact} ({origin}) is in no store", null, "--build-baseline trains that commit's model again; a remote store keeps the models of other commits", ExitCode.Infrastructure);
}
