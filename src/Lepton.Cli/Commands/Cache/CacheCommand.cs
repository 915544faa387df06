using System.CommandLine;
using Lepton.Core.Diagnostics;
using Lepton.Specs;

namespace Lepton.Cli.Commands.Cache;

/// <summary><c>lepton cache</c>: care for the store, and exchange with the remote one.</summary>
internal static class CacheCommand
{
    public static Command Create(Terminal terminal, CommonOptions common) => new("cache", "Care for the store of results, and exchange results with the remote one")
    {
        CachePushCommand.Create(terminal, common),
        CachePullCommand.Create(terminal, common),
        CacheFsckCommand.Create(terminal, common),
        CacheGcCommand.Create(terminal, common),
    };

    /// <summary>The workspace without its specs: caring for a store must work when a spec is bad.</summary>
    /// <exception cref="DiagnosticException">There is none that can be read.</exception>
    public static Workspace Workspace(Terminal terminal)
    {
        var loaded = WorkspaceLoader.Load(terminal.Folder, selection: SpecSelection.None);
        return loaded.Workspace ?? throw new DiagnosticException([.. loaded.Diagnostics]);
    }

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Megabytes(long bytes) => bytes < 100_000 ? $"{bytes / 1e3:0.0} kB" : $"{bytes / 1e6:0.0} MB";
}
