namespace Lepton.Specs.Searches;

/// <summary>What counts as equally far apart.</summary>
public enum SearchScale
{
    /// <summary>Equal differences.</summary>
    Linear,

    /// <summary>Equal ratios.</summary>
    Log,
}
