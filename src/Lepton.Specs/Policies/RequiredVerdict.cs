namespace Lepton.Specs.Policies;

/// <summary>The worst verdict of a model's gates that a policy accepts.</summary>
public enum RequiredVerdict
{
    /// <summary>There are gates, and every one passed.</summary>
    Passed,

    /// <summary>No gate failed; one may have been unable to tell.</summary>
    Warned,

    /// <summary>Nothing is asked of its gates; a model that has none is good enough too.</summary>
    Any,
}
