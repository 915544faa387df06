using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Specs;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;
using Lepton.Specs.Searches;
using Lepton.Specs.Yaml;

namespace Lepton.Training.Search;

/// <summary>A search spec made ready: its space, its method, and what a trial is of the model.</summary>
public sealed class SearchPlan
{
    private readonly ModelSpec model;
    private readonly TrainerTable table;
    private readonly string rounds;
    private readonly ISampler sampler;

    /// <param name="search">A checked spec.</param>
    /// <param name="model">Its model.</param>
    public SearchPlan(SearchSpec search, ModelSpec model)
    {
        (Search, this.model) = (search, model);
        table = TrainerTables.Of(model.Trainer.Kind, model.Trainer.Family);
        rounds = SearchSpec.RoundsOf(model.Trainer.Kind);
        Space = [.. search.Space.Select(e => Of(e.Key, e.Value))];
        var random = new RandomSampler(Space, search.Seed);
        sampler = search.Method switch { SearchMethod.Grid => new GridSampler(Space), SearchMethod.Tpe => new TpeSampler(Space, search.Seed), _ => random };
        Method = MethodOf();
    }

    public SearchSpec Search { get; }

    /// <summary>What trains the model.</summary>
    public TrainerKind Trainer => model.Trainer.Kind;

    public IReadOnlyList<Dimension> Space { get; }

    public ISearchMethod Method { get; }

    /// <summary>Metrics among the objectives.</summary>
    public IReadOnlyList<string> Metrics => [.. Search.Objectives.Where(o => !SearchSpec.Costs.Contains(o))];

    /// <summary>Whether more of an objective is better.</summary>
    public static bool IsHigherBetter(string objective) => !SearchSpec.Costs.Contains(objective) && MetricCatalog.Get(objective).HigherIsBetter;

    /// <summary>What is made small, of objectives in the order of the spec.</summary>
    public IReadOnlyList<double> Losses(IReadOnlyList<double> objectives) => [.. Search.Objectives.Zip(objectives, (o, v) => double.IsNaN(v) ? double.PositiveInfinity : IsHigherBetter(o) ? -v : v)];

    /// <summary>Whether a trial has had all rounds of the model.</summary>
    public bool IsWhole(PlannedTrial trial) => trial.Rounds is null || trial.Rounds == ModelRounds;

    /// <summary>Rounds, epochs or iterations of a trial.</summary>
    public int RoundsOf(PlannedTrial trial) => trial.Rounds ?? (Values(trial).FirstOrDefault(v => v.Key == rounds)?.Value is JsonValue own && own.TryGetValue<long>(out var some) ? (int)some : ModelRounds);

    /// <summary>How many different values are tried.</summary>
    public int Trials => Math.Min(Search.Trials, sampler.Count ?? Search.Trials);

    /// <summary>What the model's file says where a trial is the best: its values, and for what does not count the trainer's default where the file has a value of its own.</summary>
    public IReadOnlyList<Entry<JsonNode>> Written(PlannedTrial trial) =>
    [
        .. Space.Where(d => trial.Values.ContainsKey(d.Name) || model.Trainer.Hyperparameters.Any(h => h.Key == d.Name))
            .Select(d => new Entry<JsonNode>(d.Name, trial.Values.TryGetValue(d.Name, out var value) ? ValueOf(d, value) : table.Find(d.Name)!.Default.DeepClone())),
    ];

    /// <summary>The hyperparameters of a trial as a spec has them, in the order of the space.</summary>
    public IReadOnlyList<Entry<JsonNode>> Values(PlannedTrial trial) =>
    [
        .. Space.Where(d => trial.Values.ContainsKey(d.Name)).Select(d => new Entry<JsonNode>(d.Name, ValueOf(d, trial.Values[d.Name]))),
        .. trial.Rounds is { } some ? new[] { new Entry<JsonNode>(rounds, some) } : [],
    ];

    /// <summary>The model as a trial trains it. What is searched and does not count has the trainer's default: what the model has for it now is no part of the search.</summary>
    public ModelSpec ModelOf(PlannedTrial trial)
    {
        var own = Values(trial);
        List<Entry<HyperparameterValue>> all =
        [
            .. model.Trainer.Hyperparameters.Where(h => own.All(o => o.Key != h.Key) && Space.All(d => d.Name != h.Key)),
            .. own.Select(o => new Entry<HyperparameterValue>(o.Key, new HyperparameterValue(new ScalarNode(TextOf(o.Value), o.Value.GetValueKind() != System.Text.Json.JsonValueKind.String, 0, 0)))),
        ];
        return model with
        {
            Trial = trial.Index.ToString(CultureInfo.InvariantCulture) + (trial.Rounds is { } some ? $"-{some}" : string.Empty),
            Trainer = model.Trainer with { Hyperparameters = all },
        };
    }

    private int ModelRounds => model.Trainer.Complete().Integer(rounds);

    private ISearchMethod MethodOf()
    {
        var objectives = Search.Objectives.Count;
        var rungs = Search.Rungs is { } spec ? new Rungs(spec.Min, ModelRounds, spec.Reduction) : null;
        return Search.Method switch
        {
            SearchMethod.Asha => new AshaTrials(sampler, Search.Trials, rungs!, objectives),
            SearchMethod.SuccessiveHalving => new HalvingTrials(sampler, Search.Trials, rungs!, objectives),
            _ => new SampledTrials(sampler, Search.Trials, objectives),
        };
    }

    private Dimension Of(string name, DimensionSpec spec)
    {
        var when = spec.When.Select(w => new Condition(w.Key, [.. w.Value.Select(v => (double)IndexOf(Search.Space.First(e => e.Key == w.Key).Value, v))])).FirstOrDefault();
        return spec.Choices.Count > 0
            ? new Dimension(name, DimensionKind.Choice, 0, spec.Choices.Count - 1, When: when)
            : new Dimension(name, table.Find(name)!.Kind == HyperparameterKind.Integer ? DimensionKind.Integer : DimensionKind.Number, spec.Min!.Value, spec.Max!.Value, spec.Scale == SearchScale.Log, spec.Points, when);
    }

    private JsonNode ValueOf(Dimension dimension, double value) => dimension.Kind switch
    {
        DimensionKind.Choice => YamlJson.Convert(new ScalarNode(Search.Space.First(e => e.Key == dimension.Name).Value.Choices[(int)value], IsPlain: true, 0, 0))!,
        DimensionKind.Integer => (long)value,
        _ => value,
    };

    private static int IndexOf(DimensionSpec spec, string word)
    {
        for (var i = 0; i < spec.Choices.Count; i++)
        {
            if (spec.Choices[i] == word)
            {
                return i;
            }
        }

        return -1;
    }

    private static string TextOf(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(value));
}
