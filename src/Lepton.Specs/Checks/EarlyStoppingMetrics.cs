using Lepton.Specs.Models;

namespace Lepton.Specs.Checks;

/// <summary>The metrics that trainers compute after each round or epoch.</summary>
public static class EarlyStoppingMetrics
{
    public static IReadOnlyList<string> For(TaskKind task) => task switch
    {
        TaskKind.BinaryClassification => ["log-loss", "accuracy", "auc", "average-precision"],
        TaskKind.MulticlassClassification => ["log-loss", "accuracy"],
        TaskKind.SequenceTagging => ["entity-f1", "token-accuracy"],
        TaskKind.Recommendation => ["ndcg-at-k", "recall-at-k", "hit-rate-at-k"],
        TaskKind.MaskedLanguageModeling => ["perplexity", "masked-accuracy"],
        TaskKind.TextToText => ["perplexity", "bleu"],
        _ => ["rmse", "mae"],
    };
}
