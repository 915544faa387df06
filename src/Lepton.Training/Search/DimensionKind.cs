namespace Lepton.Training.Search;

/// <summary>What the values of a dimension are.</summary>
public enum DimensionKind
{
    Number,
    Integer,

    /// <summary>One of some values without an order; a value stands for its index.</summary>
    Choice,
}
