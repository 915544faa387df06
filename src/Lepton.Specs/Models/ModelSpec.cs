using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Models;

/// <summary>What a model learns from, how, how it is judged, and what it must pass.</summary>
/// <param name="Positive">Text of the positive class of a binary task; <c>true</c> unless a category target names another.</param>
public sealed record ModelSpec(
    string Name,
    string? Description,
    string Dataset,
    TaskKind Task,
    string Target,
    string Positive,
    FeaturesSpec Features,
    TrainerSpec Trainer,
    int Seed,
    Resources Resources,
    EvaluationSpec Evaluation,
    IReadOnlyList<GateSpec> Gates,
    CardSpec Card,
    ReleaseBump Release)
    : Spec(Name)
{
    public static SpecType<ModelSpec> TypeFor(SpecDocument document) => new ObjectType<ModelSpec>("a model", r => new ModelSpec(
        SpecHeader.Read(r, SpecKind.Model),
        r.Optional("description", Types.Text, null!, "what the model is for"),
        r.Required("dataset", Types.Name, "name of the dataset"),
        r.Required("task", Types.OneOf<TaskKind>("task"), "what the model answers"),
        r.Required("target", Types.Text, "the column to predict"),
        r.Optional("positive", Types.Word, "true", "binary classification: the positive class; a category target must name it"),
        r.Optional("features", FeaturesSpec.Type, FeaturesSpec.Default, "what the model learns from; default: every column of role feature but the target"),
        r.Required("trainer", TrainerSpec.Type, "how it learns"),
        r.Optional("seed", Types.Integer(0), 0, "seed of everything random in training and evaluation") ?? 0,
        r.Optional("resources", Resources.Type, Resources.Default, "what training may use"),
        r.Required("evaluation", EvaluationSpec.Type, "how it is judged, on the test part"),
        r.Optional("gates", new ListType<GateSpec>(GateSpec.Type), [], "what it must pass"),
        r.Optional("card", CardSpec.Type, CardSpec.Default, "what the model card says in words"),
        r.Optional("release", Types.OneOf<ReleaseBump>("release"), ReleaseBump.Auto, "which number of the version its next release raises; auto: what the change asks for"))
    {
        Document = document,
    });

    /// <summary>What tells a trial of a search from the model itself, such as <c>12</c>; null for the model.</summary>
    public string? Trial { get; init; }

    /// <summary>What its steps are called by.</summary>
    public string Subject => Trial is null ? Name : $"{Name}#{Trial}";

    /// <summary>Whether the trainer or the evaluation uses the validation part.</summary>
    public bool NeedsValidation =>
        Trainer.EarlyStopping is not null || Evaluation.Calibrate != Calibration.None || Evaluation.Threshold.Maximise is not null;
}
