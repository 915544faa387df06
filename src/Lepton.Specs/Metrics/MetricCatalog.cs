using System.Diagnostics.CodeAnalysis;
using Lepton.Specs.Models;

namespace Lepton.Specs.Metrics;

/// <summary>All metrics.</summary>
public static class MetricCatalog
{
    private static readonly TaskKind[] Binary = [TaskKind.BinaryClassification];
    private static readonly TaskKind[] Multi = [TaskKind.MulticlassClassification];
    private static readonly TaskKind[] Classes = [TaskKind.BinaryClassification, TaskKind.MulticlassClassification];
    private static readonly TaskKind[] Tagging = [TaskKind.SequenceTagging];
    private static readonly TaskKind[] Ranking = [TaskKind.Recommendation];
    private static readonly TaskKind[] Language = [TaskKind.MaskedLanguageModeling];
    private static readonly TaskKind[] Writing = [TaskKind.TextToText];
    private static readonly TaskKind[] Values = [TaskKind.Regression];

    private static readonly Dictionary<string, MetricInfo> ByName = Build().ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>In the order of the manual.</summary>
    public static IReadOnlyCollection<MetricInfo> All => ByName.Values;

    public static bool TryGet(string name, [NotNullWhen(true)] out MetricInfo? metric) => ByName.TryGetValue(name, out metric);

    public static MetricInfo Get(string name) => ByName[name];

    public static IReadOnlyList<string> SuitedTo(TaskKind task) => [.. All.Where(m => m.Suits(task)).Select(m => m.Name)];

    private static List<MetricInfo> Build()
    {
        List<MetricInfo> all =
        [
            new("accuracy", true, 0, 1, Classes, "share of rows whose class is right", IsProportion: true),
            new("balanced-accuracy", true, 0, 1, Classes, "mean over the classes of the share of their rows that is found"),
            new("precision", true, 0, 1, Binary, "share of rows called positive that are positive", MetricBasis.PredictedPositives, IsProportion: true),
            new("recall", true, 0, 1, Binary, "share of positive rows that are called positive", MetricBasis.Positives, IsProportion: true),
            new("f1", true, 0, 1, Binary, "harmonic mean of precision and recall"),
        ];
        foreach (var (name, meaning) in new[] { ("precision", "precision"), ("recall", "recall"), ("f1", "F1") })
        {
            all.Add(new($"{name}-macro", true, 0, 1, Classes, $"mean over the classes of their {meaning}"));
            all.Add(new($"{name}-micro", true, 0, 1, Classes, $"{meaning} over all decisions; with one class a row it equals accuracy", IsProportion: true));
            all.Add(new($"{name}-weighted", true, 0, 1, Classes, $"mean over the classes of their {meaning}, weighted by their rows"));
        }

        all.AddRange(
        [
            new("auc", true, 0, 1, Binary, "chance that a positive row gets a higher probability than a negative one, ties half"),
            new("auc-ovr-macro", true, 0, 1, Classes, "mean over the classes of the AUC of that class against the rest"),
            new("average-precision", true, 0, 1, Binary, "precision averaged over the steps of recall"),
            new("log-loss", false, 0, null, Classes, "mean of minus the log of the true class's probability, clipped at 1e-15"),
            new("brier", false, 0, 2, Classes, "binary: mean squared error of the positive class's probability; else summed over the classes"),
            new("ece", false, 0, 1, Classes, "expected calibration error: gap between confidence and accuracy in 15 equal-width bins of the top label"),
            new("mcc", true, -1, 1, Classes, "Matthews correlation of true and predicted classes"),
            new("kappa", true, -1, 1, Classes, "Cohen's kappa: agreement beyond chance"),
            new("top-k-accuracy", true, 0, 1, Multi, "share of rows whose class is among the k most probable", IsProportion: true),
            new("rmse", false, 0, null, Values, "root of the mean squared error"),
            new("mae", false, 0, null, Values, "mean absolute error"),
            new("mape", false, 0, null, Values, "mean of the absolute error over the absolute target; a target of 0 is an error"),
            new("median-absolute-error", false, 0, null, Values, "median of the absolute error"),
            new("r2", true, null, 1, Values, "share of the target's variance that is explained"),
            new("pinball", false, 0, null, Values, "mean quantile loss at evaluation.quantile"),
            new("spearman", true, -1, 1, Values, "correlation of the ranks of target and answer"),
            new("entity-f1", true, 0, 1, Tagging, "harmonic mean of entity-precision and entity-recall"),
            new("entity-precision", true, 0, 1, Tagging, "share of the entities found whose type and both ends are right, counted as conlleval does over BIO tags"),
            new("entity-recall", true, 0, 1, Tagging, "share of the true entities that are found with their type and both ends"),
            new("recall-at-k", true, 0, 1, Ranking, "mean over users of the share of their items that stand among the k best of all that they have not seen in training; k is evaluation.top-k"),
            new("ndcg-at-k", true, 0, 1, Ranking, "mean over users of the discounted gain of their items among the k best, divided by the greatest possible"),
            new("hit-rate-at-k", true, 0, 1, Ranking, "share of users with an item among the k best", IsProportion: true),
            new("token-accuracy", true, 0, 1, Tagging, "share of tokens whose tag is right"),
            new("perplexity", false, 1, null, Language, "e to the mean of -log p of the tokens that are hidden: every seventh, beginning by the text's length"),
            new("masked-accuracy", true, 0, 1, Language, "share of the hidden tokens that the model holds for likeliest"),
            new("bleu", true, 0, 100, Writing, "BLEU-4 of all rows together, from 0 to 100, as sacreBLEU counts it: tokens of 13a, case kept, exponential smoothing"),
            new("rouge-1", true, 0, 1, Writing, "mean over rows of the F1 of words that answer and target share, in lower case, without signs"),
            new("rouge-2", true, 0, 1, Writing, "the same of pairs of words"),
            new("rouge-l", true, 0, 1, Writing, "the same of their longest common subsequence of words"),
            new("exact-match", true, 0, 1, Writing, "share of rows whose answer is the target, but for white space", IsProportion: true),
        ]);
        return all;
    }
}
