using Lepton.Core.Diagnostics;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Checks;

/// <summary>Whether the models of an ensemble answer the same question.</summary>
internal sealed class EnsembleChecks(ModelSpec model, DatasetSpec dataset, IReadOnlyDictionary<string, ModelSpec> models, List<Diagnostic> diagnostics)
{
    public void Run()
    {
        var at = model.At("trainer", "members");
        if (model.Trainer.Kind != TrainerKind.Ensemble)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, $"members are of the trainer ensemble, not of {Words.Of(model.Trainer.Kind)}", "remove them"));
            return;
        }

        var members = model.Trainer.Members;
        if (members.Count == 0)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("trainer"), "an ensemble has no members", "add members: […], names of at least two models"));
        }

        if (model.Features != FeaturesSpec.Default)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("features"), "an ensemble sees what its members see", "remove features"));
        }

        for (var i = 0; i < members.Count; i++)
        {
            Member(members[i], model.At("trainer", "members", i), members.Take(i).Contains(members[i]));
        }

        if (model.Trainer.IsStacked && StackProblem(model, dataset, models, model.Trainer.Complete().Integer(TrainerTables.Folds), model.At("trainer", "hyperparameters", TrainerTables.Folds)) is { } problem)
        {
            diagnostics.Add(problem);
        }
    }

    /// <summary>Why an ensemble cannot be stacked on folds, or null.</summary>
    /// <param name="at">Where so many folds are asked for.</param>
    public static Diagnostic? StackProblem(ModelSpec model, DatasetSpec dataset, IReadOnlyDictionary<string, ModelSpec> models, int folds, SourceLocation at)
    {
        var members = model.Trainer.Members.Select(models.GetValueOrDefault).OfType<ModelSpec>().ToList();
        return members.Select(m => (Member: m, Start: FoldChecks.Start(m, models))).FirstOrDefault(m => m.Start is not null) is { Member: { } member, Start: { } start }
            ? SpecDiagnostics.Contradiction(model.At("trainer", "members"), $"'{member.Name}' starts from '{start}', which has learnt from the same dataset: nothing tells how well it does on rows that it has not seen", "average, or leave it out")
            : FoldChecks.Dealt(model, dataset, folds, members.Exists(m => m.NeedsValidation), at);
    }

    private void Member(string name, SourceLocation at, bool isTwice)
    {
        if (!models.TryGetValue(name, out var member))
        {
            diagnostics.Add(SpecDiagnostics.UnknownModel(name, [.. models.Keys], at));
        }
        else if (isTwice)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, $"'{name}' is a member twice"));
        }
        else if (member.Trainer.Kind == TrainerKind.Ensemble)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, $"'{name}' is an ensemble itself", "name its members"));
        }
        else if (Differences(member).FirstOrDefault() is { } difference)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, $"'{name}' answers another question: its {difference}", "members have the dataset, task and target of the ensemble"));
        }
    }

    private IEnumerable<string> Differences(ModelSpec member)
    {
        if (member.Dataset != model.Dataset)
        {
            yield return $"dataset is {member.Dataset}, not {model.Dataset}";
        }

        if (member.Task != model.Task)
        {
            yield return $"task is {Words.Of(member.Task)}, not {Words.Of(model.Task)}";
        }

        if (member.Target != model.Target)
        {
            yield return $"target is {member.Target}, not {model.Target}";
        }

        if (member.Task == TaskKind.BinaryClassification && member.Positive != model.Positive)
        {
            yield return $"positive class is {member.Positive}, not {model.Positive}";
        }
    }
}
