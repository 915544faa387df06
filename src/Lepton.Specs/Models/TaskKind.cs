namespace Lepton.Specs.Models;

/// <summary>What a model answers.</summary>
public enum TaskKind
{
    BinaryClassification,
    MulticlassClassification,
    Regression,
    SequenceTagging,
    Recommendation,
}
