using Lepton.Specs.Models;

namespace Lepton.Specs.Checks;

/// <summary>Which trainers can do a task.</summary>
internal static class Trainers
{
    /// <summary>Trainers, with the family of those that have some.</summary>
    public static IReadOnlyList<(TrainerKind Kind, TorchFamily? Family)> Suited(TaskKind task) => task switch
    {
        TaskKind.SequenceTagging => [(TrainerKind.Torch, TorchFamily.LstmCrf)],
        TaskKind.Recommendation => [(TrainerKind.Torch, TorchFamily.TwoTower)],
        TaskKind.MaskedLanguageModeling => [(TrainerKind.Torch, TorchFamily.Transformer)],
        TaskKind.TextToText => [(TrainerKind.Torch, TorchFamily.Seq2seq)],
        _ =>
        [
            (TrainerKind.Linear, null),
            (TrainerKind.Xgboost, null),
            (TrainerKind.Ensemble, null),
            (TrainerKind.Torch, TorchFamily.Mlp),
            (TrainerKind.Torch, TorchFamily.Cnn),
            (TrainerKind.Torch, TorchFamily.Lstm),
            (TrainerKind.Torch, TorchFamily.Transformer),
        ],
    };
}
