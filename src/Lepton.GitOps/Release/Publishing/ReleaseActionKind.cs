namespace Lepton.GitOps.Release.Publishing;

/// <summary>In the order in which they are done.</summary>
public enum ReleaseActionKind
{
    CreateDraft,
    DeleteDraft,
    DeleteAsset,
    Upload,
    Publish,
}
