using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>How a model is judged.</summary>
/// <param name="Confidence">Of intervals (two-sided) and of gates (one-sided).</param>
/// <param name="Resamples">Bootstrap resamples.</param>
/// <param name="TopK">k of top-k-accuracy and of the metrics of recommendations.</param>
/// <param name="Quantile">Quantile of pinball.</param>
/// <param name="Folds">Of a cross-validation; 0 for none.</param>
/// <param name="Repeats">How often rows are dealt into folds.</param>
/// <param name="Seeds">With how many seeds it is trained to show how far they alone spread the metrics; 1 for its own alone.</param>
/// <param name="Relevant">Recommendations: the least target of a row that counts as the user's choice; null where every row does, or every true one.</param>
public sealed record EvaluationSpec(
    IReadOnlyList<string> Metrics,
    ThresholdSpec Threshold,
    Calibration Calibrate,
    IReadOnlyList<SliceSpec> Slices,
    double Confidence,
    int Resamples,
    int TopK,
    double Quantile,
    double? Relevant = null,
    int Folds = 0,
    int Repeats = 1,
    FoldKind FoldBy = FoldKind.Auto,
    int Seeds = 1)
{
    internal static SpecType<EvaluationSpec> Type { get; } = new ObjectType<EvaluationSpec>("an evaluation", r => new EvaluationSpec(
        r.Required("metrics", new ListType<string>(Types.Text, 1), "what is measured on the test part"),
        r.Optional("threshold", ThresholdSpec.Type, ThresholdSpec.Default, "binary: probability from which on the answer is the positive class; or { maximise: f1 | balanced-accuracy }"),
        r.Optional("calibrate", Types.OneOf<Calibration>("calibration"), Calibration.None, "calibrates probabilities on the validation part"),
        r.Optional("slices", new ListType<SliceSpec>(SliceSpec.Type), [], "parts of the test rows that are judged on their own"),
        r.Optional("confidence", Types.Number(0.5, 0.9999), 0.95, "confidence of intervals and gates") ?? 0.95,
        r.Optional("resamples", Types.Integer(100, 100_000), 2000, "bootstrap resamples") ?? 2000,
        r.Optional("top-k", Types.Integer(2, 1000), 5, "k of top-k-accuracy and of the metrics of recommendations") ?? 5,
        r.Optional("quantile", Types.Number(0.001, 0.999), 0.5, "quantile of pinball") ?? 0.5,
        r.Optional("relevant", Types.Number(null, null), null, "recommendation: the least target of a row that counts as the user's choice; default: every row does, of a boolean target every true one"),
        r.Optional("folds", Types.Integer(2, 100), null, "cross-validation: all rows are dealt into so many folds, and each is judged by a model of the others; without it there is none") ?? 0,
        r.Optional("repeats", Types.Integer(1, 100), 1, "cross-validation: how often rows are dealt anew") ?? 1,
        r.Optional("fold-by", Types.OneOf<FoldKind>("way to deal rows into folds"), FoldKind.Auto, "auto: by time or group where the dataset has such a column, by class where there are classes, else plain"),
        r.Optional("seeds", Types.Integer(1, 100), 1, "with how many seeds it is trained, to show how far they alone spread the metrics on the test part") ?? 1));
}
