using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;

namespace Lepton.Training.Preprocessing;

/// <summary>Chooses a model's features among a dataset's columns.</summary>
public static class FeatureSelection
{
    /// <exception cref="DiagnosticException">There are none, or one is of a type that no encoding takes.</exception>
    public static IReadOnlyList<Feature> Of(ModelSpec model, IReadOnlyList<Column> columns)
    {
        var features = columns
            .Where(c => c.Role == ColumnRole.Feature && c.Name != model.Target && model.Features.Selects(c.Name))
            .Select(c => new Feature(c, EncodingOf(model, c)))
            .ToList();
        return features.Count > 0 ? features : throw new DiagnosticException(TrainingDiagnostics.NoFeatures(model.At("features")));
    }

    private static EncodingSpec? EncodingOf(ModelSpec model, Column column) => column.Type.Kind switch
    {
        ColumnKind.Category => model.Features.EncodingOf(column.Name)
            ?? EncodingSpec.Of(model.Trainer.Kind == TrainerKind.Xgboost ? EncodingKind.Ordinal : EncodingKind.OneHot),
        ColumnKind.Text => model.Features.EncodingOf(column.Name) ?? EncodingSpec.Of(EncodingKind.TfIdf),
        ColumnKind.Tensor or ColumnKind.Tokens or ColumnKind.Tags =>
            throw new DiagnosticException(TrainingDiagnostics.UnsupportedFeature(model.At("features"), column.Name, column.Type.ToString())),
        _ => null,
    };
}
