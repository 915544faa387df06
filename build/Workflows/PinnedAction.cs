/// <summary>An action of somebody else, pinned to the commit that was looked at: a tag may be moved.</summary>
/// <param name="Version">The tag that stood at the commit.</param>
sealed record PinnedAction(string Repository, string Commit, string Version)
{
    public static readonly PinnedAction Checkout = new("actions/checkout", "11bd71901bbe5b1630ceea73d27597364c9af683", "v4.2.2");
    public static readonly PinnedAction SetupDotNet = new("actions/setup-dotnet", "67a3573c9a986a3f9c594539f4ab511d57bb3ce9", "v4.3.1");
    public static readonly PinnedAction Upload = new("actions/upload-artifact", "ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2");
    public static readonly PinnedAction Download = new("actions/download-artifact", "d3f86a106a0bac45b974a628896c90dbdf5c8093", "v4.3.0");
    public static readonly PinnedAction Cache = new("actions/cache", "5a3ec84eff668545956fd18022155c47e93e2684", "v4.2.3");
    public static readonly PinnedAction Restore = Cache with { Repository = "actions/cache/restore" };
    public static readonly PinnedAction Save = Cache with { Repository = "actions/cache/save" };

    public static readonly PinnedAction Attest = new("actions/attest", "1e69f48acb82d1966a394da916b4c1698aa569d6", "v4.2.2");

    static readonly PinnedAction[] All = [Attest, Checkout, SetupDotNet, Upload, Download, Cache, Restore, Save];

    public override string ToString() => $"{Repository}@{Commit}";

    /// <summary>Adds the versions as comments, which Dependabot reads and updates with the commits.</summary>
    public static string Explain(string yaml) => All.Aggregate(yaml, (text, action) => text.Replace($"uses: {action}\n", $"uses: {action} # {action.Version}\n", StringComparison.Ordinal));
}
