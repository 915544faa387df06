namespace Lepton.Core.Diagnostics;

/// <summary>Carries diagnostics out of a step that cannot go on. Never shown with a stack trace.</summary>
public class DiagnosticException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics.Select(d => d.Message)))
{
    public DiagnosticException(Diagnostic diagnostic)
        : this([diagnostic])
    {
    }

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
