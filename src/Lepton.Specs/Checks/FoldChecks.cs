using Lepton.Core.Diagnostics;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Checks;

/// <summary>Whether a model can be judged on folds.</summary>
internal static class FoldChecks
{
    /// <summary>Why not, or null.</summary>
    /// <param name="at">Where so many folds are asked for.</param>
    /// <param name="models">All of the workspace.</param>
    public static Diagnostic? Problem(ModelSpec model, DatasetSpec dataset, IReadOnlyDictionary<string, ModelSpec> models, int folds, SourceLocation at)
    {
        if (model.Task is TaskKind.Recommendation or TaskKind.MaskedLanguageModeling or TaskKind.TextToText or TaskKind.SequenceTagging)
        {
            return SpecDiagnostics.Contradiction(at, $"folds are for classification and regression, the task is {Words.Of(model.Task)}", "remove them");
        }

        if (model.Trainer.Kind == TrainerKind.Ensemble)
        {
            return SpecDiagnostics.Contradiction(at, "folds of an ensemble would train each member anew in each of them", "judge the members by folds");
        }

        return Dealt(model, dataset, folds, model.NeedsValidation, at) ?? (Start(model, models) is { } start
            ? SpecDiagnostics.Contradiction(at, $"'{model.Name}' starts from '{start}', which has learnt from the same dataset: it has seen rows that folds would judge it on", "judge it on the test part alone")
            : null);
    }

    /// <summary>Why rows cannot be dealt into folds as a model has it, or null.</summary>
    /// <param name="needsValidation">Whether one fold is for early stopping, calibration or the threshold.</param>
    /// <param name="at">Where so many folds are asked for.</param>
    public static Diagnostic? Dealt(ModelSpec model, DatasetSpec dataset, int folds, bool needsValidation, SourceLocation at)
    {
        bool Has(ColumnRole role) => dataset.Columns.Any(c => c.Value.Role == role);
        var by = model.At("evaluation", "fold-by");
        return (model.Task, model.Evaluation.FoldBy) switch
        {
            (_, FoldKind.Group) when !Has(ColumnRole.Group) => SpecDiagnostics.Contradiction(by, $"dataset '{dataset.Name}' has no column of role group"),
            (_, FoldKind.Time) when !Has(ColumnRole.Time) => SpecDiagnostics.Contradiction(by, $"dataset '{dataset.Name}' has no column of role time"),
            (TaskKind.Regression, FoldKind.Stratified) => SpecDiagnostics.Contradiction(by, "a regression has no classes", "use plain"),

            // By time there are blocks before those that are judged.
            _ when needsValidation && folds < 3 && !(model.Evaluation.FoldBy == FoldKind.Time || (model.Evaluation.FoldBy == FoldKind.Auto && Has(ColumnRole.Time))) =>
                SpecDiagnostics.Contradiction(at, "one fold is judged and one is for early stopping, calibration or the threshold: nothing is left to learn from", "use at least 3"),
            _ => null,
        };
    }

    /// <summary>The model that one starts from, however far back, which has learnt from the same dataset; or null.</summary>
    public static string? Start(ModelSpec model, IReadOnlyDictionary<string, ModelSpec> models)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = model; at.Trainer.Pretrained?.Model is { } name && seen.Add(name) && models.GetValueOrDefault(name) is { } start; at = start)
        {
            if (start.Dataset == model.Dataset)
            {
                return start.Name;
            }
        }

        return null;
    }
}
