using Lepton.Core.Digests;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.Specs.Yaml;
using Lepton.Store;
using Lepton.Store.Remotes;

namespace Lepton.GitOps.Baselines;

/// <summary>
/// Counts the models that were ever judged on a test set, as far as the history of a lock, the local store and the remote one tell: each choice between them
/// was made with its help, and it is worth less each time (Renggli et al. 2019, arXiv 1903.00278). What other machines judged and nobody committed or pushed is not known: a lower bound.
/// </summary>
/// <param name="remote">Null where there is none.</param>
public sealed class TestSetUse(LocalStore store, RemoteStore? remote)
{
    // Older versions of a lock hardly ever have today's test rows.
    private const int MostVersions = 200;

    private readonly Lazy<ILookup<string, string>> judged = new(() => store.Results.All()
        .Where(r => r.Kind is "evaluate" or "compare" && r.Inputs["test"] is not null && r.Inputs["model"] is not null)
        .ToLookup(r => r.Inputs["test"]!.ToString(), r => r.Inputs["model"]!.ToString()));

    /// <summary>How many different model files.</summary>
    /// <param name="test">Digest of the test rows.</param>
    /// <param name="lockPath">Full path of the model's lock.</param>
    public async Task<int> CountAsync(GitRepository? repository, Digest test, string lockPath, CancellationToken cancellation)
    {
        var models = judged.Value[test.ToString()].ToHashSet(StringComparer.Ordinal);
        if (remote is not null)
        {
            models.UnionWith((await remote.JudgedAsync(test, cancellation)).Select(m => m.ToString()));
        }

        if (repository is not null)
        {
            var blobs = await repository.VersionsAsync(repository.PathOf(lockPath), MostVersions, cancellation);
            foreach (var content in await repository.ReadAsync(blobs, cancellation))
            {
                if (YamlReader.Parse(lockPath, content, []) is { } document && LockFile.Of(document) is { Artifact: { } artifact } found && found.Test == test)
                {
                    models.Add(artifact.ToString());
                }
            }
        }

        return models.Count;
    }
}
