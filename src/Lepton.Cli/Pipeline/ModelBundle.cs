using Lepton.Cli.Output;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Core.Json;
using Lepton.GitOps.Evidence;
using Lepton.GitOps.Evidence.Signing;
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
    /// <param name="file">The model's file.</param>
    /// <param name="version">The version that it is released as; null where it is not.</param>
    /// <param name="key">Signs; null to leave it unsigned.</param>
    /// <param name="package">One more file, or null.</param>
    /// <exception cref="IOException">A spec cannot be read.</exception>
    public static async Task<Bundle> MakeAsync(Workspace workspace, ModelSpec model, LockFile locked, string file, string? version, SigningKey? key, string? package, CancellationToken cancellation)
    {
        var bundle = new Bundle();
        bundle.Add(model.Name + ".onnx", file, locked.Artifact!.Value);
        bundle.Add(BundleNames.Card, ModelCard.Write(model, workspace.Datasets[model.Dataset], locked));
        bundle.Add(BundleNames.Metrics, MetricsFile.Of(locked).ToJsonString(OutcomeJson.Indented) + "\n");
        bundle.Add(BundleNames.Gate, GateFile.Of(locked).ToJsonString(OutcomeJson.Indented) + "\n");
        bundle.Add(BundleNames.Bom, ModelBom.Of(model, workspace.Datasets[model.Dataset], locked, version).ToJsonString(OutcomeJson.Indented) + "\n");
        var specs = Specs(workspace, model).Select(p => (Path: Path.GetRelativePath(workspace.Root, p).Replace(Path.DirectorySeparatorChar, '/'), Content: File.ReadAllBytes(p))).ToList();
        foreach (var (path, content) in specs)
        {
            bundle.Add(BundleNames.Of(path), content);
        }

        if (package is not null)
        {
            if (bundle.Files.Any(f => f.Name == BundleNames.Of(package)))
            {
                throw new DiagnosticException(CliDiagnostics.CannotRead(package, $"the bundle has a {BundleNames.Of(package)} of its own"));
            }

            bundle.Add(BundleNames.Of(package), package, FileHasher.Hash(package, cancellation));
        }

        bundle.Add(BundleNames.Checksums, bundle.Checksums());
        List<(string Name, Digest Digest)> subjects = [.. bundle.Files.Select(f => (f.Name, f.Digest))];
        List<(string, Digest)> sources = [.. specs.Select(s => (s.Path, Digest.Of(s.Content)))];
        var statement = Provenance.Of(locked, subjects, sources, await SourceAsync(workspace.Root, cancellation), BuildOrigin.Of(Environment.GetEnvironmentVariable, null).Builder, LeptonCommand.Version, version);
        if (key is null)
        {
            bundle.Add(BundleNames.Provenance, statement.ToJsonString(OutcomeJson.Indented) + "\n");
            return bundle;
        }

        var verdict = TestResult.Of(locked, (model.Name + ".onnx", locked.Artifact!.Value), sources);
        bundle.Add(BundleNames.Statements, string.Concat(new[] { statement, verdict }.Select(s => DsseEnvelope.Sign(DsseEnvelope.Statement, CanonicalJson.Serialize(s), key, key.Public.Id).ToJson().ToJsonString() + "\n")));
        bundle.Add(BundleNames.Signature, ModelSignature.Sign(version is null ? model.Name : $"{model.Name}-{version}", bundle.Files.Select(f => (f.Name, f.Digest)), key, BundleNames.Signature).ToJsonString(OutcomeJson.Indented) + "\n");
        return bundle;
    }

    /// <summary>The files of the model's own spec, the dataset's, hyperparameters in a file of their own, and the lock.</summary>
    internal static IEnumerable<string> Sources(Workspace workspace, ModelSpec model) => new[]
    {
        model.Document.Path,
        Workspace.LockPath(model),
        workspace.Datasets[model.Dataset].Document.Path,
        model.Trainer.HyperparametersDocument?.Path,
    }.OfType<string>().Distinct(StringComparer.Ordinal);

    // A name that stands twice is the model's.
    private static IEnumerable<string> Specs(Workspace workspace, ModelSpec model) => Sources(workspace, model).DistinctBy(BundleNames.Of, StringComparer.Ordinal);

    // Only what is committed has a commit.
    private static async Task<SourceCommit?> SourceAsync(string root, CancellationToken cancellation) =>
        await GitRepository.FindAsync(root, cancellation) is { } repository
            && await repository.FindCommitAsync("HEAD", cancellation) is { } commit
            && await repository.IsCleanAsync(root, cancellation)
            ? new SourceCommit($"git+{await repository.RemoteUrlAsync("origin", cancellation) ?? "local"}{await ReferenceAsync(repository, cancellation)}", commit)
            : null;

    // On build machines a commit is checked out, and the environment names the branch.
    private static async Task<string> ReferenceAsync(GitRepository repository, CancellationToken cancellation) =>
        Environment.GetEnvironmentVariable("GITHUB_REF") is { Length: > 0 } reference ? "@" + reference
            : await repository.BranchAsync(cancellation) is { } branch ? "@refs/heads/" + branch
            : string.Empty;
}
