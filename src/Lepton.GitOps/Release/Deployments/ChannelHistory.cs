using Lepton.GitOps.Git;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Release.Deployments;

/// <summary>What ran in a channel, since when and by whom: from the history of its file.</summary>
public sealed class ChannelHistory(GitRepository repository, string root)
{
    // A channel that changed more often than this has forgotten what it began with.
    private const int MostCommits = 1_000;

    /// <summary>The changes of a model's pin, the newest first.</summary>
    public async Task<IReadOnlyList<PinChange>> OfAsync(string channel, string model, CancellationToken cancellation)
    {
        var path = repository.PathOf(Channel.PathOf(root, channel));
        var changes = new List<PinChange>();
        var commits = await repository.HistoryAsync(path, MostCommits, cancellation);
        var contents = await repository.ReadAsync([.. commits.Where(c => c.Blob is not null).Select(c => c.Blob!)], cancellation);
        var at = 0;
        foreach (var commit in commits)
        {
            // A version that cannot be read says nothing.
            var pin = commit.Blob is null ? null : YamlReader.Parse(path, contents[at++], []) is { } document && Channel.Of(document, []) is { } read ? read.Pins.GetValueOrDefault(model) : null;
            if (changes.Count > 0 && changes[^1].Pin == pin)
            {
                // It was so before: an older commit brought it.
                changes[^1] = new PinChange(pin, commit.Commit, commit.Author, commit.Date);
            }
            else
            {
                changes.Add(new PinChange(pin, commit.Commit, commit.Author, commit.Date));
            }
        }

        return changes;
    }
}
