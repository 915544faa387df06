using Lepton.Core.Diagnostics;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Specs.Searches;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Checks;

/// <summary>What can be said of a search, its model and the model's dataset without the data.</summary>
internal sealed class SearchChecks(SearchSpec search, ModelSpec model, DatasetSpec dataset, IReadOnlyDictionary<string, ModelSpec> models, List<Diagnostic> diagnostics)
{
    private readonly TrainerTable table = TrainerTables.Of(model.Trainer.Kind, model.Trainer.Family);

    public void Run()
    {
        for (var i = 0; i < search.Space.Count; i++)
        {
            Dimension(search.Space[i], i);
        }

        Objectives();
        Rungs();
        Stack();
        if (search.Method == SearchMethod.Grid && search.Space.Aggregate(1.0, (n, e) => n * (e.Value.Choices.Count > 0 ? e.Value.Choices.Count : e.Value.Points)) > SearchSpec.MostTrials)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(search.At("space"), $"the grid has more than {SearchSpec.MostTrials} combinations", "give ranges fewer points, or use another method"));
        }

        if (search.Folds > 0)
        {
            diagnostics.AddRange(FoldChecks.Problem(model, dataset, models, search.Folds, search.At("folds")) is { } problem ? [problem] : []);
        }
        else if (dataset.Split.Validation is null)
        {
            diagnostics.Add(SpecDiagnostics.NeedsValidation(search.At("objective"), "a search", dataset.Name));
        }
    }

    // What the model itself asks for its own checks say.
    private void Stack()
    {
        DimensionSpec? Of(string name) => search.Space.Where(e => e.Key == name).Select(e => e.Value).FirstOrDefault();
        var (combine, folds) = (Of(TrainerTables.Combine), Of(TrainerTables.Folds));
        if (model.Trainer.Kind != TrainerKind.Ensemble || !(combine?.Choices.Contains(TrainerTables.Stack) ?? (folds is not null && model.Trainer.IsStacked)))
        {
            return;
        }

        double own = model.Trainer.Complete().Integer(TrainerTables.Folds);
        var fewest = folds is null ? own : Numbers(TrainerTables.Folds, folds).DefaultIfEmpty(own).Min();
        if (EnsembleChecks.StackProblem(model, dataset, models, (int)fewest, search.At("space", folds is null ? TrainerTables.Combine : TrainerTables.Folds)) is { } problem)
        {
            diagnostics.Add(problem);
        }
    }

    private void Dimension(Entry<DimensionSpec> entry, int index)
    {
        var (name, dimension) = entry;
        if (table.Find(name) is not { } row || row.Kind == HyperparameterKind.SignByColumn)
        {
            diagnostics.Add(SpecDiagnostics.UnknownHyperparameter(search.At("space", name), name, table.Title, [.. table.Rows.Where(r => r.Kind != HyperparameterKind.SignByColumn).Select(r => r.Name)]));
            return;
        }

        if (row.Kind == HyperparameterKind.Choice && dimension.Choices.Count == 0)
        {
            diagnostics.Add(SpecDiagnostics.BadHyperparameter(search.At("space", name), name, $"is one of {row.Range}: give choices"));
            return;
        }

        foreach (var node in Nodes(name, dimension))
        {
            if (row.Check(node) is { } problem)
            {
                diagnostics.Add(SpecDiagnostics.BadHyperparameter(search.Document.At(node), name, problem));
            }
        }

        if (model.Trainer.Hyperparameters.FirstOrDefault(h => h.Key == name)?.Value is { } own && (Numbers(name, dimension).Any(n => n < own.Min || n > own.Max)))
        {
            diagnostics.Add(SpecDiagnostics.BadHyperparameter(search.At("space", name), name, $"is searched beyond the bounds that its value has: {Types.Range(own.Min, own.Max)}"));
        }

        for (var w = 0; w < dimension.When.Count; w++)
        {
            var (other, values) = dimension.When[w];
            if (search.Space.Take(index).FirstOrDefault(e => e.Key == other) is not { Value.Choices: { Count: > 0 } choices })
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(search.At("space", name, "when", other), $"'{other}' is no dimension with choices that stands before '{name}'"));
            }
            else if (values.FirstOrDefault(v => !choices.Contains(v)) is { } unknown)
            {
                diagnostics.Add(SpecDiagnostics.UnknownWord(search.At("space", name, "when", other), unknown, $"choice of '{other}'", [.. choices]));
            }
        }

        if (dimension.When.Count > 1)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(search.At("space", name, "when"), "a dimension depends on one other", "that one may depend on a third"));
        }
    }

    private IEnumerable<SpecNode> Nodes(string name, DimensionSpec dimension)
    {
        var map = (search.Document.Root as MappingNode)?["space"] is MappingNode space ? space[name] as MappingNode : null;
        return dimension.Choices.Count > 0 ? (map?["choices"] as SequenceNode)?.Items ?? [] : new[] { map?["min"], map?["max"] }.OfType<SpecNode>();
    }

    private IEnumerable<double> Numbers(string name, DimensionSpec dimension) => Nodes(name, dimension).OfType<ScalarNode>().Where(n => n.TryNumber(out _)).Select(n => n.TryNumber(out var number) ? number : 0);

    private void Objectives()
    {
        foreach (var objective in search.Objectives.Where(o => !SearchSpec.Costs.Contains(o) && !(MetricCatalog.TryGet(o, out var metric) && metric.Suits(model.Task))))
        {
            diagnostics.Add(SpecDiagnostics.UnsuitedMetric(search.At("objective"), objective, Words.Of(model.Task), [.. MetricCatalog.SuitedTo(model.Task), .. SearchSpec.Costs]));
        }
    }

    private void Rungs()
    {
        var isHalving = search.Method is SearchMethod.Asha or SearchMethod.SuccessiveHalving;
        if (isHalving != (search.Rungs is not null))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(search.At(isHalving ? "method" : "rungs"), isHalving ? $"{Words.Of(search.Method)} needs rungs" : $"rungs are for {Words.Of(SearchMethod.Asha)} and {Words.Of(SearchMethod.SuccessiveHalving)}", isHalving ? "add rungs: { min: 20 }" : "remove them"));
        }

        if (isHalving && search.Space.Any(e => e.Key == SearchSpec.RoundsOf(model.Trainer.Kind)))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(search.At("space", SearchSpec.RoundsOf(model.Trainer.Kind)), $"{Words.Of(search.Method)} sets '{SearchSpec.RoundsOf(model.Trainer.Kind)}' itself", "remove it from the space"));
        }
    }
}
