using Lepton.Specs.Models;

namespace Lepton.Specs.Checks;

/// <summary>The metrics that XGBoost itself computes after each round.</summary>
public static class EarlyStoppingMetrics
{
    public static IReadOnlyList<string> For(TaskKind task) => task switch
    {
        TaskKind.BinaryClassification => ["log-loss", "accuracy", "auc", "average-precision"],
        TaskKind.MulticlassClassification => ["log-loss", "accuracy"],
        _ => ["rmse", "mae"],
    };
}
