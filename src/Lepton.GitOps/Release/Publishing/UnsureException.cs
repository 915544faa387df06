namespace Lepton.GitOps.Release.Publishing;

/// <summary>A server did not say whether it did what it was asked for, or something stands in the way that may be gone when one looks again.</summary>
/// <param name="after">How long to wait before looking again; null for the usual pause.</param>
public sealed class UnsureException(string message, TimeSpan? after = null) : Exception(message)
{
    public TimeSpan? After { get; } = after;
}
