using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Evaluation.Scoring;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Training.Preprocessing;

/// <summary>Chooses a model's features among a dataset's columns.</summary>
public static class FeatureSelection
{
    /// <exception cref="DiagnosticException">There are none, one is of a type that no encoding takes, or is called as an answer (by a pattern, so that the spec did not tell).</exception>
    public static IReadOnlyList<Feature> Of(ModelSpec model, IReadOnlyList<Column> columns)
    {
        var features = Choose(model, columns);
        return features.FirstOrDefault(f => AnswerNames.Of(model.Task).Contains(f.Column.Name)) is { } clash
            ? throw new DiagnosticException(SpecDiagnostics.NamedAsAnswer(model.At("dataset"), clash.Column.Name))
            : features;
    }

    private static List<Feature> Choose(ModelSpec model, IReadOnlyList<Column> columns)
    {
        if (model.Task == TaskKind.Recommendation)
        {
            return [new Feature(Recommendations.ColumnsOf(columns).User, EncodingSpec.Of(EncodingKind.Embedding))];
        }

        if (model.Task == TaskKind.MaskedLanguageModeling)
        {
            var text = columns.First(c => c.Name == model.Target);
            return [new Feature(text, EncodingOf(model, text))];
        }

        var features = columns
            .Where(c => c.Role == ColumnRole.Feature && c.Name != model.Target && model.Features.Selects(c.Name))
            .Select(c => new Feature(c, EncodingOf(model, c)))
            .ToList();
        if (features.Count == 0)
        {
            throw new DiagnosticException(TrainingDiagnostics.NoFeatures(model.At("features")));
        }

        RequireSuited(model, features);
        return features;
    }

    // Networks over images or sequences see one, and nothing else.
    private static void RequireSuited(ModelSpec model, List<Feature> features)
    {
        var wants = model.Trainer.Family switch
        {
            TorchFamily.Cnn => "one column of images (tensor of three dimensions), or one of texts or tokens",
            TorchFamily.Lstm or TorchFamily.Transformer or TorchFamily.Seq2seq => "one column of texts or tokens",
            TorchFamily.LstmCrf => "one column of tokens",
            _ => null,
        };
        if (wants is not null && !(features.Count == 1 && ((features[0].Encoding?.Kind == EncodingKind.Tokens && (model.Trainer.Family != TorchFamily.LstmCrf || features[0].Column.Type.Kind == ColumnKind.Tokens)) || (model.Trainer.Family == TorchFamily.Cnn && features[0].Column.Type.Shape.Count == 3))))
        {
            throw new DiagnosticException(TrainingDiagnostics.UnsuitedFeatures(model.At("features"), Words.Of(model.Trainer.Family!.Value), wants, [.. features.Select(f => $"{f.Column.Name} ({f.Column.Type})")]));
        }
    }

    private static EncodingSpec? EncodingOf(ModelSpec model, Column column) => column.Type.Kind switch
    {
        ColumnKind.Category => model.Features.EncodingOf(column.Name)
            ?? EncodingSpec.Of(model.Trainer.Kind switch { TrainerKind.Xgboost => EncodingKind.Ordinal, TrainerKind.Torch => EncodingKind.Embedding, _ => EncodingKind.OneHot }),
        ColumnKind.Text => model.Features.EncodingOf(column.Name) ?? EncodingSpec.Of(ReadsTokens(model) ? EncodingKind.Tokens : EncodingKind.TfIdf),
        ColumnKind.Tokens when ReadsTokens(model) => model.Features.EncodingOf(column.Name) ?? EncodingSpec.Of(EncodingKind.Tokens),
        ColumnKind.Tokens or ColumnKind.Tags =>
            throw new DiagnosticException(TrainingDiagnostics.UnsupportedFeature(model.At("features"), column.Name, column.Type.ToString())),
        _ => null,
    };

    private static bool ReadsTokens(ModelSpec model) => model.Trainer.Family is TorchFamily.Cnn or TorchFamily.Lstm or TorchFamily.Transformer or TorchFamily.LstmCrf or TorchFamily.Seq2seq;
}
