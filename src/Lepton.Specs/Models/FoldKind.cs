namespace Lepton.Specs.Models;

/// <summary>How rows come to folds.</summary>
public enum FoldKind
{
    /// <summary>By time or group where the dataset has such a column, by class where there are classes, else plain.</summary>
    Auto,

    /// <summary>Any rows.</summary>
    Plain,

    /// <summary>Each fold has its share of every class.</summary>
    Stratified,

    /// <summary>The rows of a group stay together.</summary>
    Group,

    /// <summary>Each fold is judged by a model that has seen only what was before it.</summary>
    Time,
}
