namespace Lepton.Specs.Hyperparameters;

/// <summary>What the values of a hyperparameter are.</summary>
public enum HyperparameterKind
{
    Integer,
    Number,
    Choice,

    /// <summary>-1, 0 or 1 by column name.</summary>
    SignByColumn,
}
