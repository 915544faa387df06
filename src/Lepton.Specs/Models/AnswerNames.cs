namespace Lepton.Specs.Models;

/// <summary>What the outputs of a model file are called. No input may be called so.</summary>
public static class AnswerNames
{
    public const string Label = "label";
    public const string Probabilities = "probabilities";
    public const string Value = "value";
    public const string Tags = "tags";
    public const string Scores = "scores";
    public const string Items = "items";
    public const string Hidden = "hidden";
    public const string Text = "text";

    /// <summary>Those of a task.</summary>
    public static IReadOnlyList<string> Of(TaskKind task) => task switch
    {
        TaskKind.Regression => [Value],
        TaskKind.SequenceTagging => [Tags, Scores],
        TaskKind.Recommendation => [Items, Scores],
        TaskKind.MaskedLanguageModeling => [Scores, Hidden],
        TaskKind.TextToText => [Text, Scores],
        _ => [Label, Probabilities],
    };
}
