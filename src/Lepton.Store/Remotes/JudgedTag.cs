using Lepton.Core.Digests;

namespace Lepton.Store.Remotes;

/// <summary>A second tag of a result by which a remote store can tell which models were judged on which rows, without reading all that it has.</summary>
internal static class JudgedTag
{
    // A tag has at most 128 signs: the rows' digest is cut.
    private const int Cut = 32;

    /// <summary>The tag, or null of a result that judges nothing.</summary>
    public static string? Of(StepResult result) =>
        Digest.TryParse((string?)result.Inputs["test"], out var test) && Digest.TryParse((string?)result.Inputs["model"], out var model) ? Prefix(test) + model.Hex : null;

    /// <summary>What the tags of all models begin with that were judged on these rows.</summary>
    public static string Prefix(Digest test) => $"judged-{test.Hex[..Cut]}-";
}
