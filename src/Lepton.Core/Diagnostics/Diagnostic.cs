namespace Lepton.Core.Diagnostics;

/// <summary>
/// One thing to tell the user: a stable code, where it is, what is wrong, and what to do about it.
/// </summary>
/// <param name="Code">LPT1xxx specs, LPT2xxx data, LPT3xxx training, LPT4xxx gates, LPT5xxx git and release, LPT6xxx store.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Location">The line it points at, if there is one.</param>
/// <param name="Hint">The way out.</param>
/// <param name="ExitCode">What the command ends with when this is an error.</param>
public sealed record Diagnostic(
    string Code,
    Severity Severity,
    string Message,
    SourceLocation? Location,
    string? Hint,
    ExitCode ExitCode)
{
    public bool IsError => Severity == Severity.Error;
}
