namespace Lepton.Specs.Policies;

/// <summary>The worst verdict of a model's gates that a policy accepts.</summary>
public enum RequiredVerdict
{
    /// <summary>Every gate passed.</summary>
    Passed,

    /// <summary>No gate failed; one may have been unable to tell.</summary>
    Warned,
}
