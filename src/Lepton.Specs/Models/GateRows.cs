namespace Lepton.Specs.Models;

/// <summary>What a gate is judged on.</summary>
public enum GateRows
{
    /// <summary>The test rows, by the model itself.</summary>
    Test,

    /// <summary>All rows, by models of the folds of a cross-validation.</summary>
    Folds,
}
