using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Searches;

/// <summary>A search for hyperparameters of a model, judged on its validation rows or on folds.</summary>
/// <param name="Objectives">Metrics; with several, what is best in none of them alone may still be on the front.</param>
/// <param name="GivenTrials">How many different values are tried at most; null for the default.</param>
/// <param name="Concurrency">Trials that are proposed without knowing of each other's results. It is part of the search: machines that run fewer beside each other try the same.</param>
/// <param name="Folds">Of the training and validation rows, at least 2; 0 where the validation part judges.</param>
/// <param name="Rungs">Of asha and successive halving; null for the others.</param>
public sealed record SearchSpec(
    string Name,
    string? Description,
    string Model,
    IReadOnlyList<Entry<DimensionSpec>> Space,
    SearchMethod Method,
    IReadOnlyList<string> Objectives,
    int? GivenTrials,
    int Concurrency,
    int Seed,
    int Folds,
    RungsSpec? Rungs,
    SearchBudget Budget)
    : Spec(Name)
{
    /// <summary>An objective that is no metric: bytes of the model file.</summary>
    public const string Size = "size";

    /// <summary>An objective that is no metric: milliseconds that 95 of 100 rows take at most, one at a time, as measured here.</summary>
    public const string Latency = "latency-p95";

    /// <summary>Objectives that are no metrics.</summary>
    public static IReadOnlyList<string> Costs { get; } = [Latency, Size];

    /// <summary>Of a grid, its combinations.</summary>
    public const int MostTrials = 100_000;

    /// <summary>How many different values are tried at most.</summary>
    public int Trials => GivenTrials ?? (Method == SearchMethod.Grid ? MostTrials : 50);

    /// <summary>The hyperparameter that says how long a trainer goes on.</summary>
    public static string RoundsOf(TrainerKind trainer) => trainer switch { TrainerKind.Xgboost => "rounds", TrainerKind.Torch => "epochs", _ => "max-iterations" };

    public static SpecType<SearchSpec> TypeFor(SpecDocument document) => new ObjectType<SearchSpec>("a search", r => new SearchSpec(
        SpecHeader.Read(r, SpecKind.Search),
        r.Optional("description", Types.Text, null!, "what is looked for"),
        r.Required("model", Types.Name, "the model whose hyperparameters are searched; its others stay as they are"),
        r.Required("space", new MapType<DimensionSpec>(DimensionSpec.Type, 1), "hyperparameters by name, each with min and max or choices"),
        r.Optional("method", Types.OneOf<SearchMethod>("method"), SearchMethod.Tpe, "how values are chosen"),
        r.Required("objective", OneOrMany.Instance, "a metric, size or latency-p95; a list of them for the values between which nothing is best"),
        r.Optional("trials", Types.Integer(1, MostTrials), null, "different values that are tried at most; default 50, of a grid all"),
        r.Optional("concurrency", Types.Integer(1, 256), 4, "trials that are chosen without knowing of each other's results; as many run beside each other as the machine has room for") ?? 4,
        r.Optional("seed", Types.Integer(0), 0, "of the search: the same one tries the same") ?? 0,
        r.Optional("folds", Types.Integer(2, 100), null, "judged by cross-validation over the training and validation rows in so many folds, instead of on the validation rows; the model's fold-by says how they are dealt") ?? 0,
        r.Optional("rungs", RungsSpec.Type, null!, "asha, successive-halving: rounds that trials get before they are compared"),
        r.Optional("budget", SearchBudget.Type, SearchBudget.None, "what may be spent"))
    {
        Document = document,
    });
}
