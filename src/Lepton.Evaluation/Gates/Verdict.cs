namespace Lepton.Evaluation.Gates;

/// <summary>What a gate says.</summary>
public enum Verdict
{
    Pass,
    Fail,

    /// <summary>There are not enough data to tell.</summary>
    Inconclusive,
}
