using System.Net;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>GitHub refuses, and another attempt would not help.</summary>
/// <param name="status">Null where there was no answer.</param>
internal sealed class GitHubException(HttpStatusCode? status, string message, string? hint) : DiagnosticException(GitOpsDiagnostics.ForgeFailed(message, hint))
{
    public HttpStatusCode? Status { get; } = status;
}
