using System.Text;
using Lepton.Cli.Output;
using Lepton.Core.Digests;
using Lepton.GitOps.Evidence;
using Lepton.GitOps.Forge;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Cli.Pipeline;

/// <summary>Puts the bundle of a model together: the same specs, lock and commit give the same bytes.</summary>
internal static class ModelBundle
{
    public const string Card = "README.md";
    public const string Metrics = "metrics.json";

    /// <summary>Names what a build's own run adds; no checksum covers it.</summary>
    public const string Provenance = "provenance.json";

    /// <param name="file">The model's file.</param>
    /// <exception cref="IOException">A spec cannot be read.</exception>
    public static async Task<Bundle> MakeAsync(Workspace workspace, ModelSpec model, LockFile locked, string file, CancellationToken cancellation)
    {
        var bundle = new Bundle();
        bundle.Add(model.Name + ".onnx", file, locked.Artifact!.Value);
        bundle.Add(Card, ModelCard.Write(model, workspace.Datasets[model.Dataset], locked));
        bundle.Add(Metrics, MetricsFile.Of(locked).ToJsonString(OutcomeJson.Indented) + "\n");
        var specs = Specs(workspace, model).Select(p => (Path: Path.GetRelativePath(workspace.Root, p).Replace(Path.DirectorySeparatorChar, '/'), Content: File.ReadAllBytes(p))).ToList();
        foreach (var (path, content) in specs)
        {
            bundle.Add(Path.GetFileName(path), content);
        }

        bundle.Add("checksums.txt", bundle.Checksums());
        var subjects = bundle.Files.Select(f => (f.Name, f.Digest)).ToList();
        var statement = GitOps.Evidence.Provenance.Of(locked, subjects, [.. specs.Select(s => (s.Path, Digest.Of(s.Content)))], await SourceAsync(workspace.Root, cancellation), BuildOrigin.Of(Environment.GetEnvironmentVariable, null).Builder, LeptonCommand.Version);
        bundle.Add(Provenance, Encoding.UTF8.GetBytes(statement.ToJsonString(OutcomeJson.Indented) + "\n"));
        return bundle;
    }

    // The model's own, the dataset's, hyperparameters in a file of their own, and the lock; a name that stands twice is the model's.
    private static IEnumerable<string> Specs(Workspace workspace, ModelSpec model) => new[]
    {
        model.Document.Path,
        Workspace.LockPath(model),
        workspace.Datasets[model.Dataset].Document.Path,
        model.Trainer.HyperparametersDocument?.Path,
    }.OfType<string>().DistinctBy(Path.GetFileName, StringComparer.Ordinal);

    // Only what is committed has a commit.
    private static async Task<SourceCommit?> SourceAsync(string root, CancellationToken cancellation) =>
        await GitRepository.FindAsync(root, cancellation) is { } repository
            && await repository.FindCommitAsync("HEAD", cancellation) is { } commit
            && await repository.IsCleanAsync(root, cancellation)
            ? new SourceCommit($"git+{await repository.RemoteUrlAsync("origin", cancellation) ?? "local"}", commit)
            : null;
}
