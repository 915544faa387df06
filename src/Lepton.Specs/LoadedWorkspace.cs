using Lepton.Core.Diagnostics;

namespace Lepton.Specs;

/// <summary>A workspace as far as it could be read, and everything that is wrong with it.</summary>
/// <param name="Workspace">Null where there is no workspace file that can be read. Specs with errors are left out.</param>
/// <param name="Files">How many spec files were read.</param>
public sealed record LoadedWorkspace(Workspace? Workspace, IReadOnlyList<Diagnostic> Diagnostics, int Files)
{
    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}
