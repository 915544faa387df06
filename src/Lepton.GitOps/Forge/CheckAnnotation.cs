using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Forge;

/// <summary>A note on a line of a file of the commit.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Line">From 1.</param>
public sealed record CheckAnnotation(string Path, int Line, Severity Severity, string Title, string Message);
