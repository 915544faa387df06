namespace Lepton.GitOps.Forge;

/// <summary>How a check ended.</summary>
public enum CheckConclusion
{
    Success,
    Neutral,
    Failure,
}
