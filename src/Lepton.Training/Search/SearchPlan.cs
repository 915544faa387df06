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

    /// <param name="search">A checked spec.</param>
    /// <param name="model">Its model.</param>
    public SearchPlan(SearchSpec search, ModelSpec model)
    {
        (Search, this.model) = (search, model);
        table = TrainerTables.Of(model.Trainer.Kind, model.Trainer.Family);
        rounds = SearchSpec.RoundsOf(model.Trainer.Kind);
        Space = [.. search.Space.Select(e => Of(e.Key, e.Value))];
        Method = MethodOf();
    }

    public SearchSpec Search { get; }

    public IReadOnlyList<Dimension> Space { get; }

    public ISearchMethod Method { get; }

    /// <summary>Metrics among the objectives; the size of the file is none.</summary>
    public IReadOnlyList<string> Metrics => [.. Search.Objectives.Where(o => o != SearchSpec.Size)];

    /// <summary>Whether more of an objective is better.</summary>
    public static bool IsHigherBetter(string objective) => objective != SearchSpec.Size && MetricCatalog.Get(objective).HigherIsBetter;

    /// <summary>What is made small, of objectives in the order of the spec.</summary>
    public IReadOnlyList<double> Losses(IReadOnlyList<double> objectives) => [.. Search.Objectives.Zip(objectives, (o, v) => double.IsNaN(v) ? double.PositiveInfinity : IsHigherBetter(o) ? -v : v)];

    /// <summary>Rounds, epochs or iterations of a trial.</summary>
    public int RoundsOf(PlannedTrial trial) => trial.Rounds ?? (trial.Values.TryGetValue(rounds, out var own) ? (int)own : ModelRounds);

    /// <summary>The hyperparameters of a trial as a spec has them, in the order of the space.</summary>
    public IReadOnlyList<Entry<JsonNode>> Values(PlannedTrial trial) =>
    [
        .. Space.Where(d => trial.Values.ContainsKey(d.Name)).Select(d => new Entry<JsonNode>(d.Name, ValueOf(d, trial.Values[d.Name]))),
        .. trial.Rounds is { } some ? new[] { new Entry<JsonNode>(rounds, some) } : [],
    ];

    /// <summary>The model as a trial trains it.</summary>
    public ModelSpec ModelOf(PlannedTrial trial)
    {
        var own = Values(trial);
        List<Entry<HyperparameterValue>> all =
        [
            .. model.Trainer.Hyperparameters.Where(h => own.All(o => o.Key != h.Key)),
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
        var random = new RandomSampler(Space, Search.Seed);
        var rungs = Search.Rungs is { } spec ? new Rungs(spec.Min, ModelRounds, spec.Reduction) : null;
        return Search.Method switch
        {
            SearchMethod.Grid => new SampledTrials(new GridSampler(Space), Search.Trials, objectives),
            SearchMethod.Random => new SampledTrials(random, Search.Trials, objectives),
            SearchMethod.Tpe => new SampledTrials(new TpeSampler(Space, Search.Seed), Search.Trials, objectives),
            SearchMethod.Asha => new AshaTrials(random, Search.Trials, rungs!, objectives),
            _ => new HalvingTrials(random, Search.Trials, rungs!, objectives),
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
