using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>How a model learns.</summary>
/// <param name="Family">The family of networks of the trainer torch; null for the others.</param>
/// <param name="Hyperparameters">Those that the spec gives; the others have the defaults of the trainer's table.</param>
/// <param name="Pretrained">The network that training starts from, or null for random numbers.</param>
/// <param name="Freeze">Groups of parameters that stay as they are; a group is the beginning of names, up to a dot.</param>
/// <param name="LearningRates">Factors of the learning rate by group.</param>
/// <param name="Members">Names of the models of an ensemble; empty for the others.</param>
/// <param name="HyperparametersPath">The path of the file that gives them instead, or null.</param>
public sealed record TrainerSpec(
    TrainerKind Kind,
    TorchFamily? Family,
    IReadOnlyList<Entry<HyperparameterValue>> Hyperparameters,
    string? HyperparametersPath,
    EarlyStoppingSpec? EarlyStopping,
    PretrainedSpec? Pretrained,
    IReadOnlyList<string> Freeze,
    IReadOnlyList<Entry<double>> LearningRates,
    IReadOnlyList<string> Members)
{
    internal static SpecType<TrainerSpec> Type { get; } = new TrainerType();

    /// <summary>The document that the hyperparameters stand in, or null for the model's own.</summary>
    public SpecDocument? HyperparametersDocument { get; init; }

    /// <summary>Whether a linear model weighs the members of an ensemble, by what they say of rows that they did not learn from.</summary>
    public bool IsStacked => Kind == TrainerKind.Ensemble && Complete().Choice(TrainerTables.Combine) == TrainerTables.Stack;

    /// <summary>All hyperparameters of the trainer, defaults spelt out.</summary>
    public HyperparameterSet Complete() => TrainerTables.Of(Kind, Family).Complete(Hyperparameters);
}
