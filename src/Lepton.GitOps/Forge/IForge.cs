namespace Lepton.GitOps.Forge;

/// <summary>Where a change is reviewed.</summary>
public interface IForge : IDisposable
{
    /// <summary>Shows a page beside the change: the one that it showed before is replaced.</summary>
    /// <param name="id">Tells pages of several workspaces apart.</param>
    /// <returns>Where the page is to be seen, or null where it has no address.</returns>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The forge refuses or cannot be reached.</exception>
    Task<string?> CommentAsync(string id, string markdown, CancellationToken cancellation);

    /// <summary>Marks the change as good or bad.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The forge refuses or cannot be reached.</exception>
    Task<string?> CheckAsync(Check check, CancellationToken cancellation);
}
