namespace Lepton.Specs.Datasets;

/// <summary>How rows come to their part.</summary>
public enum SplitKind
{
    Expression,
    Random,
    Stratified,
    Group,
    Time,
}
