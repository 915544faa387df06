namespace Lepton.Specs.Searches;

/// <summary>How a search chooses what it tries.</summary>
public enum SearchMethod
{
    /// <summary>Every combination.</summary>
    Grid,

    /// <summary>Independent draws.</summary>
    Random,

    /// <summary>The tree-structured Parzen estimator.</summary>
    Tpe,

    /// <summary>Draws with few rounds, of which the best get more, as soon as they are known to be among the best.</summary>
    Asha,

    /// <summary>The same, rung by rung.</summary>
    SuccessiveHalving,
}
