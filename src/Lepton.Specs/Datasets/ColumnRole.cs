namespace Lepton.Specs.Datasets;

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    Feature,

    /// <summary>Identifies the row; unique.</summary>
    Id,

    /// <summary>Rows of one group stay in one part and are resampled together.</summary>
    Group,

    Time,

    /// <summary>Weight of the row in training; never in evaluation.</summary>
    Weight,

    User,
    Item,
}
