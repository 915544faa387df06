namespace Lepton.GitOps.Forge;

/// <summary>What is said of a commit.</summary>
/// <param name="Name">What it is called among others, such as <c>lepton</c>.</param>
/// <param name="Title">One sentence.</param>
/// <param name="Summary">Markdown.</param>
public sealed record Check(string Name, CheckConclusion Conclusion, string Title, string Summary, IReadOnlyList<CheckAnnotation> Annotations);
