namespace Lepton.GitOps.Report;

/// <summary>A spec or dataset that differs from the base.</summary>
/// <param name="Title">The spec's path, or the dataset's name.</param>
/// <param name="Lines">What differs, a sentence a line.</param>
public sealed record ReportedChange(string Title, IReadOnlyList<string> Lines);
