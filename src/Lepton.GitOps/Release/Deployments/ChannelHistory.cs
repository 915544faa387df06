using Lepton.GitOps.Git;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Release.Deployments;

/// <summary>What ran in a channel, since when and by whom: from the history of its file.</summary>
public sealed class ChannelHistory(GitRepository repository, string root)
{
    // A channel that changed more often than this has forgotten what it began with.
    private const int MostCommits = 1_000;

    // A channel is read once, however many models are asked for.
    private readonly Dictionary<string, IReadOnlyList<(FileCommit Commit, Channel? Channel)>> read = new(StringComparer.Ordinal);

    /// <summary>The changes of a model's pin, the newest first.</summary>
    public async Task<IReadOnlyList<PinChange>> OfAsync(string channel, string model, CancellationToken cancellation)
    {
        if (!read.TryGetValue(channel, out var versions))
        {
            read[channel] = versions = await ReadAsync(channel, cancellation);
        }

        var changes = new List<PinChange>();
        foreach (var (commit, then) in versions)
        {
            var change = new PinChange(then?.Pins.GetValueOrDefault(model), commit.Commit, commit.Author, commit.Date);
            if (changes.Count > 0 && changes[^1].Pin == change.Pin)
            {
                // It was so before: an older commit brought it.
                changes[^1] = change;
            }
            else
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    // A version that cannot be read says nothing.
    private async Task<IReadOnlyList<(FileCommit, Channel?)>> ReadAsync(string channel, CancellationToken cancellation)
    {
        var path = repository.PathOf(Channel.PathOf(root, channel));
        var commits = await repository.HistoryAsync(path, MostCommits, cancellation);
        var contents = new Queue<byte[]>(await repository.ReadAsync([.. commits.Select(c => c.Blob).OfType<string>()], cancellation));
        return [.. commits.Select(c => (c, c.Blob is not null && YamlReader.Parse(path, contents.Dequeue(), []) is { } document ? Channel.Of(document, []) : null))];
    }
}
