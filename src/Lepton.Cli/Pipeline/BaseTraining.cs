using System.Diagnostics;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Events;
using Lepton.GitOps.Git;
using Lepton.Specs;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.Cli.Pipeline;

/// <summary>Makes models of other commits again that are compared with and that no store has: each commit is checked out beside the working tree and trained there, into the same store.</summary>
internal sealed class BaseTraining(Workspace workspace, LocalStore store, RemoteStore? remote, IEventSink sink)
{
    /// <summary>What git cannot check out is warned of; a model that cannot be trained is told by the run of its own, and missed by who compares.</summary>
    public async Task MakeAsync(References references, CancellationToken cancellation)
    {
        var wanted = references.ByModel.Values.SelectMany(r => r).Where(r => r.Obstacle is null).Select(r => r.Artifact).OfType<Digest>().Distinct().ToList();
        var missing = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var artifact in wanted.Where(a => !store.Blobs.Contains(a) && references.Sources.ContainsKey(a)))
        {
            if (remote is null || !await remote.HasAsync(artifact, cancellation))
            {
                var (commit, model) = references.Sources[artifact];
                (missing.TryGetValue(commit, out var models) ? models : missing[commit] = new SortedSet<string>(StringComparer.Ordinal)).Add(model);
            }
        }

        if (missing.Count == 0)
        {
            return;
        }

        var repository = await GitRepository.RequireAsync(workspace.Root, cancellation);
        foreach (var (commit, models) in missing)
        {
            using var work = WorkFolder.Create(store.Folder);
            var tree = work.File("tree");
            try
            {
                await repository.AddWorktreeAsync(tree, commit, cancellation);
                await TrainAsync(Path.Combine(tree, repository.PathOf(workspace.Root)), commit, models, cancellation);
            }
            catch (DiagnosticException e)
            {
                // A file of it that git LFS cannot have, say. What compares with it says that it is missing.
                foreach (var diagnostic in e.Diagnostics)
                {
                    sink.Publish(new LeptonEvent.DiagnosticRaised(null, diagnostic with { Severity = Severity.Warning }));
                }
            }
            finally
            {
                await repository.RemoveWorktreeAsync(tree, CancellationToken.None);
            }
        }
    }

    private async Task TrainAsync(string folder, string commit, IReadOnlyCollection<string> models, CancellationToken cancellation)
    {
        var link = Path.Combine(folder, Path.GetRelativePath(workspace.Root, store.Folder));
        if (!Path.Exists(link))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            Directory.CreateSymbolicLink(link, store.Folder);
        }

        var step = $"train {(models.Count == 1 ? models.First() : $"{models.Count} models")} of {commit[..7]}";
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "train", .. models, "--plain"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            await Task.WhenAll(TellAsync(process.StandardOutput, step, cancellation), TellAsync(process.StandardError, step, cancellation));
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private async Task TellAsync(StreamReader lines, string step, CancellationToken cancellation)
    {
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                sink.Publish(new LeptonEvent.Progress(step, null, line));
            }
        }
    }

    // Compiled ahead the command is its own process; else it is an assembly that dotnet runs.
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
