namespace Lepton.Acceptance.Tests;

/// <summary>How a command ended and what it wrote.</summary>
internal sealed record Run(int Code, string Out, string Error)
{
    public override string ToString() => $"exit {Code}\n{Out}\n{Error}";
}
