namespace Lepton.GitOps.Release.Verification;

/// <summary>Something that was looked at in a bundle.</summary>
/// <param name="Name">What, such as <c>files</c> or <c>signature</c>.</param>
/// <param name="IsProven">False where it is disproved or missing, and must not be.</param>
/// <param name="Text">For people.</param>
public sealed record Finding(string Name, bool IsProven, string Text);
