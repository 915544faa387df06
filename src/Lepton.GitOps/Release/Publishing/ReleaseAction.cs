namespace Lepton.GitOps.Release.Publishing;

/// <summary>Something that is still to be done for a release.</summary>
/// <param name="Subject">Id of what is deleted, name of what is uploaded, or the tag.</param>
public sealed record ReleaseAction(ReleaseActionKind Kind, string Subject)
{
    public override string ToString() => Kind switch
    {
        ReleaseActionKind.CreateDraft => $"make a draft of {Subject}",
        ReleaseActionKind.DeleteDraft => $"delete the other draft {Subject}",
        ReleaseActionKind.DeleteAsset => $"delete {Subject}, which is not this release's",
        ReleaseActionKind.Upload => $"upload {Subject}",
        _ => $"publish {Subject}",
    };
}
