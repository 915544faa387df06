namespace Lepton.Specs.Datasets;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Floating point; missing values are nulls.</summary>
    Number,

    /// <summary>64-bit whole numbers.</summary>
    Integer,

    Boolean,

    /// <summary>Text out of a limited set of values.</summary>
    Category,

    Text,

    /// <summary>Microseconds since 1970-01-01 UTC.</summary>
    Timestamp,

    /// <summary>float32 values of a fixed shape, row-major.</summary>
    Tensor,

    /// <summary>A list of strings, one a token.</summary>
    Tokens,

    /// <summary>A list of strings, one a token's tag.</summary>
    Tags,
}
