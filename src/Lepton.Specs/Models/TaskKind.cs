namespace Lepton.Specs.Models;

/// <summary>What a model answers.</summary>
public enum TaskKind
{
    BinaryClassification,
    MulticlassClassification,
    Regression,
    SequenceTagging,
    Recommendation,

    /// <summary>Which tokens of a text stand where some are hidden: nobody's question, but what other models can start from.</summary>
    MaskedLanguageModeling,

    /// <summary>A text for a text: a summary, a translation, the next turn of a dialogue.</summary>
    TextToText,
}
