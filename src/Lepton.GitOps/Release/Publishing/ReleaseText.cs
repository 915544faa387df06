namespace Lepton.GitOps.Release.Publishing;

/// <summary>What a release is called and says.</summary>
/// <param name="Commit">The commit that the tag will name.</param>
/// <param name="Notes">Markdown.</param>
/// <param name="IsNewest">False where a later version of the model is out: the server does not show this one as the latest.</param>
public sealed record ReleaseText(string Tag, string Commit, string Title, string Notes, bool IsPreRelease, bool IsNewest);
