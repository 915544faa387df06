namespace Lepton.GitOps.Release.Verification;

/// <summary>What a bundle proves.</summary>
/// <param name="Model">Name of the model, as who signed says; null where nothing signed says it.</param>
/// <param name="Version">Its version, as who signed says; null where nothing signed says it.</param>
/// <param name="NotProven">What a reader might think is proven and is not.</param>
public sealed record VerifiedBundle(string? Model, string? Version, IReadOnlyList<Finding> Findings, IReadOnlyList<string> NotProven)
{
    /// <summary>Whether all that was asked for is proven.</summary>
    public bool IsProven => Findings.All(f => f.IsProven);
}
