using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.Specs.Datasets;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Checks;

/// <summary>What can be said of a model's spec and its dataset's spec without the data.</summary>
internal sealed class ModelChecks(ModelSpec model, DatasetSpec dataset, IReadOnlyDictionary<string, ModelSpec> models, string root, List<Diagnostic> diagnostics)
{
    public void Run()
    {
        Target();
        Features();
        Hyperparameters();
        Metrics();
        Gates();
        Validation();
        Folds();
    }

    private void Folds()
    {
        var evaluation = model.Evaluation;
        if (evaluation.Seeds > 1 && model.Trainer.Kind == TrainerKind.Ensemble)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "seeds"), "the members of an ensemble have seeds of their own", "give them seeds"));
        }

        if (evaluation.Folds == 0)
        {
            for (var i = 0; i < model.Gates.Count; i++)
            {
                if (model.Gates[i].OnFolds)
                {
                    diagnostics.Add(SpecDiagnostics.Contradiction(model.At("gates", i, "on"), "there are no folds", "add evaluation: { folds: 5, repeats: 3 }"));
                }
            }

            return;
        }

        if (FoldChecks.Problem(model, dataset, models, evaluation.Folds, model.At("evaluation", "folds")) is { } problem)
        {
            diagnostics.Add(problem);
        }
        else if (evaluation.Repeats > 1 && (evaluation.FoldBy == FoldKind.Time || (evaluation.FoldBy == FoldKind.Auto && dataset.Columns.Any(c => c.Value.Role == ColumnRole.Time))))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "repeats"), "folds by time are dealt in one way alone", "remove repeats"));
        }
    }

    private void Target()
    {
        if (dataset.Find(model.Target) is not { } column)
        {
            diagnostics.Add(SpecDiagnostics.UnknownColumn(model.At("target"), model.Target, dataset.Name, Columns));
            return;
        }

        var suits = model.Task switch
        {
            TaskKind.BinaryClassification => column.Type.Kind is ColumnKind.Boolean or ColumnKind.Category,
            TaskKind.MulticlassClassification => column.Type.Kind is ColumnKind.Category or ColumnKind.Integer,
            TaskKind.SequenceTagging => column.Type.Kind is ColumnKind.Tags,
            TaskKind.TextToText => column.Type.Kind is ColumnKind.Text,
            TaskKind.MaskedLanguageModeling => column.Type.Kind is ColumnKind.Text or ColumnKind.Tokens,
            TaskKind.Recommendation => column.Type.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Boolean,
            _ => column.Type.Kind is ColumnKind.Number or ColumnKind.Integer,
        };
        if (!suits)
        {
            diagnostics.Add(SpecDiagnostics.UnsuitedTarget(model.At("target"), model.Target, column.Type.ToString(), Words.Of(model.Task)));
        }

        foreach (var role in model.Task == TaskKind.Recommendation ? new[] { ColumnRole.User, ColumnRole.Item } : [])
        {
            var found = dataset.Columns.Where(c => c.Value.Role == role).ToList();
            if (found.Count != 1 || found[0].Value.Type.Kind is not (ColumnKind.Category or ColumnKind.Text or ColumnKind.Integer))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("task"), $"a recommendation needs one column of role {Words.Of(role)}, of type category, text or integer; dataset '{dataset.Name}' has {found.Count}", $"give its column role: {Words.Of(role)}"));
            }
        }

        if (model.Evaluation.Relevant is not null && (model.Task != TaskKind.Recommendation || column.Type.Kind == ColumnKind.Boolean))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "relevant"), "'relevant' is for recommendations whose target is a number", "remove it"));
        }

        var given = model.Document.Locate("positive") != model.Document.Locate();
        if (model.Task == TaskKind.BinaryClassification && column.Type.Kind == ColumnKind.Category && !given)
        {
            diagnostics.Add(SpecDiagnostics.MissingKey(model.At("target"), "positive", "the value of a category target that counts as the positive class"));
        }
        else if (model.Task == TaskKind.BinaryClassification && column.Type.Kind == ColumnKind.Boolean && model.Positive is not ("true" or "false"))
        {
            diagnostics.Add(SpecDiagnostics.WrongType(model.At("positive"), "true or false", $"'{model.Positive}'"));
        }
        else if (model.Task != TaskKind.BinaryClassification && given)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("positive"), $"'positive' is for binary classification, the task is {Words.Of(model.Task)}"));
        }
    }

    private bool IsInput(string name, ColumnRole role) => model.Task switch
    {
        TaskKind.Recommendation => role == ColumnRole.User,
        TaskKind.MaskedLanguageModeling => name == model.Target,
        _ => role == ColumnRole.Feature && name != model.Target && model.Features.Selects(name),
    };

    private void Features()
    {
        for (var i = 0; i < model.Features.Include.Count; i++)
        {
            var name = model.Features.Include[i];
            if (name == model.Target)
            {
                diagnostics.Add(SpecDiagnostics.TargetIsFeature(model.At("features", "include", i), name));
            }

            Known(name, "features", "include", i);
        }

        // The members of an ensemble are asked each.
        var answers = model.Trainer.Kind == TrainerKind.Ensemble ? [] : AnswerNames.Of(model.Task);
        diagnostics.AddRange(dataset.Columns.Where(c => answers.Contains(c.Key) && IsInput(c.Key, c.Value.Role)).Select(c => SpecDiagnostics.NamedAsAnswer(model.At("dataset"), c.Key)));

        for (var i = 0; i < model.Features.Exclude.Count; i++)
        {
            Known(model.Features.Exclude[i], "features", "exclude", i);
        }

        if (model.Task == TaskKind.TextToText && model.Features.EncodingOf(model.Target) is { } written && (written.Kind != EncodingKind.Tokens || written.Tokenizer == Tokenizer.WordPiece))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("features", "encode", model.Target), $"'{model.Target}' is written by the model: its tokens are words, characters or pieces", "encode it as { type: tokens, tokenizer: pieces }"));
        }

        foreach (var (name, encoding) in model.Features.Encode)
        {
            Known(name, "features", "encode", name);
            if (dataset.Find(name)?.Type.Kind is { } kind && kind is not (ColumnKind.Category or ColumnKind.Text))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("features", "encode", name), $"an encoding is for categories and text, '{name}' is {Words.Of(kind)}"));
            }

            if ((encoding.Tokenizer == Tokenizer.WordPiece) != (encoding.Vocabulary is not null))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("features", "encode", name), "the tokenizer word-piece and a vocabulary go together", "give both, or neither"));
            }
            else if (encoding.Vocabulary is { } vocabulary)
            {
                Inside(vocabulary, model.At("features", "encode", name, "vocabulary"));
            }

            if (encoding.Kind == EncodingKind.TfIdf && encoding.Words.Count + encoding.Characters.Count == 0)
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("features", "encode", name), "tf-idf needs words or characters"));
            }
        }
    }

    private void Known(string name, params ReadOnlySpan<object> path)
    {
        if (!NamePattern.IsPattern(name) && dataset.Find(name) is null)
        {
            diagnostics.Add(SpecDiagnostics.UnknownColumn(model.At(path), name, dataset.Name, Columns));
        }
    }

    private void Hyperparameters()
    {
        if (model.Trainer.Kind == TrainerKind.Torch && model.Trainer.Family is null)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("trainer"), "the trainer torch has no family of networks", $"add one: family: {string.Join(" | ", Words.All<TorchFamily>())}"));
        }
        else if (model.Trainer.Kind != TrainerKind.Torch && model.Trainer.Family is not null)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("trainer", "family"), $"families are of the trainer torch, not of {Words.Of(model.Trainer.Kind)}", "remove it"));
        }

        var family = model.Trainer.Kind == TrainerKind.Torch ? model.Trainer.Family : null;
        if (Trainers.Suited(model.Task) is var suited && !suited.Contains((model.Trainer.Kind, family)) && (model.Trainer.Kind != TrainerKind.Torch || family is not null))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(
                model.At("trainer"),
                $"{TrainerTables.Of(model.Trainer.Kind, family).Title} is not for {Words.Of(model.Task)}",
                $"for that there is {string.Join(", ", suited.Select(s => TrainerTables.Of(s.Kind, s.Family).Title))}"));
        }

        var table = TrainerTables.Of(model.Trainer.Kind, model.Trainer.Family);
        var document = model.Trainer.HyperparametersDocument ?? model.Document;
        foreach (var (name, value) in model.Trainer.Hyperparameters)
        {
            var at = value.Node.Line > 0 ? document.At(value.Node) : model.At("trainer", "hyperparameters");
            if (table.Find(name) is not { } row)
            {
                diagnostics.Add(SpecDiagnostics.UnknownHyperparameter(at, name, table.Title, [.. table.Rows.Select(r => r.Name)]));
            }
            else if (row.Check(value.Node) is { } reason)
            {
                diagnostics.Add(SpecDiagnostics.BadHyperparameter(at, name, reason));
            }
            else if (row.Kind == HyperparameterKind.SignByColumn)
            {
                foreach (var column in ((Yaml.MappingNode)value.Node).Entries.Select(e => e.Key.Text).Where(c => dataset.Find(c) is null))
                {
                    diagnostics.Add(SpecDiagnostics.UnknownColumn(at, column, dataset.Name, Columns));
                }
            }
            else if (value.Node is Yaml.ScalarNode scalar && scalar.TryNumber(out var number) && (number < value.Min || number > value.Max))
            {
                diagnostics.Add(SpecDiagnostics.BadHyperparameter(at, name, $"is {scalar.Text}, its own bounds are {Types.Range(value.Min, value.Max)}"));
            }
        }

        Network();
        Pretrained();
        if (model.Trainer.Kind == TrainerKind.Ensemble || model.Trainer.Members.Count > 0)
        {
            new EnsembleChecks(model, dataset, models, diagnostics).Run();
        }

        if (model.Trainer.EarlyStopping is not { } stopping)
        {
            return;
        }

        var place = model.At("trainer", "early-stopping");
        if (model.Trainer.Kind is TrainerKind.Linear or TrainerKind.Ensemble)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(place, "early stopping is for trainers with rounds; linear models are fitted to their optimum", model.Trainer.Kind == TrainerKind.Linear ? "remove it, or raise l2" : "remove it: the members have their own"));
        }
        else if (!EarlyStoppingMetrics.For(model.Task).Contains(stopping.Metric))
        {
            diagnostics.Add(SpecDiagnostics.UnsuitedMetric(model.At("trainer", "early-stopping", "metric"), stopping.Metric, $"early stopping of {Words.Of(model.Task)}", EarlyStoppingMetrics.For(model.Task)));
        }
    }

    // What single bounds cannot say of a network.
    private void Network()
    {
        var set = model.Trainer.Complete();
        if (model.Trainer.Family is TorchFamily.Transformer or TorchFamily.Seq2seq && set.Has("heads") && set.Integer("width") % set.Integer("heads") != 0)
        {
            diagnostics.Add(SpecDiagnostics.BadHyperparameter(At("width"), "width", $"is {set.Integer("width")}, which is no multiple of the heads, {set.Integer("heads")}"));
        }

        var image = dataset.Columns.Where(c => c.Value.Role == ColumnRole.Feature && model.Features.Selects(c.Key)).Select(c => c.Value.Type.Shape).FirstOrDefault(s => s.Count == 3);
        if (model.Trainer.Family != TorchFamily.Cnn || image is null)
        {
            return;
        }

        if (set.Integer("kernel") % 2 == 0)
        {
            diagnostics.Add(SpecDiagnostics.BadHyperparameter(At("kernel"), "kernel", $"is {set.Integer("kernel")}; over images it must be odd"));
        }

        if (Math.Min(image[1], image[2]) >> set.Integer("layers") == 0)
        {
            diagnostics.Add(SpecDiagnostics.BadHyperparameter(At("layers"), "layers", $"is {set.Integer("layers")}; each halves the image, and nothing is left of {image[1]} x {image[2]} pixels"));
        }
    }

    private void Pretrained()
    {
        var trainer = model.Trainer;
        var isAdapted = trainer.Family == TorchFamily.Transformer && trainer.Complete().Integer("lora-rank") > 0;
        if (isAdapted && trainer.Pretrained is null)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(At("lora-rank"), "lora-rank adapts a network that is there already, and the trainer has no 'pretrained'", "add one, or set lora-rank: 0"));
        }

        if (trainer.Kind != TrainerKind.Torch && (trainer.Freeze.Count > 0 || trainer.LearningRates.Count > 0))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("trainer", trainer.Freeze.Count > 0 ? "freeze" : "learning-rates"), $"groups of parameters are of the trainer torch, not of {Words.Of(trainer.Kind)}", "remove it"));
        }

        if (trainer.Pretrained is not { } pretrained)
        {
            return;
        }

        var at = model.At("trainer", "pretrained");
        if (trainer.Family is not (TorchFamily.Cnn or TorchFamily.Lstm or TorchFamily.Transformer or TorchFamily.LstmCrf))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, $"{TrainerTables.Of(trainer.Kind, trainer.Family).Title} cannot start from another network", "the families cnn, lstm, transformer and lstm-crf can"));
        }

        if (pretrained.File is null)
        {
            return;
        }

        if (trainer.Family != TorchFamily.Transformer)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, "a file in the layout of BERT is for the family transformer", "start from a model of Lepton, or change the family"));
        }
        else if (trainer.Complete() is var set && (set.Choice("norm") != "after" || set.Choice("activation") != "gelu"))
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(at, "BERT normalises after each part of a layer and has GELU in it", "add hyperparameters: { norm: after, activation: gelu }"));
        }

        Inside(pretrained.File, at);
    }

    private void Inside(PinnedFile file, SourceLocation at)
    {
        if (ContainedPath.Resolve(root, model.Folder, file.Path) is null)
        {
            diagnostics.Add(SpecDiagnostics.PathLeavesWorkspace(at, file.Path));
        }
    }

    private SourceLocation At(string hyperparameter) => model.At("trainer", "hyperparameters", hyperparameter);

    private void Metrics()
    {
        var evaluation = model.Evaluation;
        for (var i = 0; i < evaluation.Metrics.Count; i++)
        {
            Suited(evaluation.Metrics[i], model.At("evaluation", "metrics", i));
        }

        var slices = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < evaluation.Slices.Count; i++)
        {
            if (!slices.Add(evaluation.Slices[i].Name))
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "slices", i), $"two slices are named '{evaluation.Slices[i].Name}'"));
            }
        }

        if (evaluation.Threshold != ThresholdSpec.Default && model.Task != TaskKind.BinaryClassification)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "threshold"), $"a threshold is for binary classification, the task is {Words.Of(model.Task)}"));
        }

        if (evaluation.Calibrate != Calibration.None && model.Task != TaskKind.BinaryClassification)
        {
            diagnostics.Add(SpecDiagnostics.Contradiction(model.At("evaluation", "calibrate"), $"calibration is for binary classification, the task is {Words.Of(model.Task)}"));
        }
    }

    private void Suited(string metric, SourceLocation at)
    {
        if (!MetricCatalog.TryGet(metric, out var info))
        {
            diagnostics.Add(SpecDiagnostics.UnknownWord(at, metric, "metric", MetricCatalog.SuitedTo(model.Task)));
        }
        else if (!info.Suits(model.Task))
        {
            diagnostics.Add(SpecDiagnostics.UnsuitedMetric(at, metric, Words.Of(model.Task), MetricCatalog.SuitedTo(model.Task)));
        }
    }

    private void Gates()
    {
        for (var i = 0; i < model.Gates.Count; i++)
        {
            var gate = model.Gates[i];
            if (gate.Metric is { } metric)
            {
                Suited(metric, model.At("gates", i, "metric"));
            }

            if (gate.Slice is { } slice && model.Evaluation.Slices.All(s => s.Name != slice))
            {
                diagnostics.Add(SpecDiagnostics.UnknownWord(model.At("gates", i, "slice"), slice, "slice", [.. model.Evaluation.Slices.Select(s => s.Name)]));
            }

            if (gate.Against is { } against && against is not ("baseline" or "anchor") && !Core.Digests.Digest.TryParse(against, out _))
            {
                diagnostics.Add(SpecDiagnostics.WrongType(model.At("gates", i, "against"), "baseline, anchor or a sha256 digest", $"'{against}'"));
            }

            if (gate.Method == GateMethod.Delong && gate.Metric != "auc")
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("gates", i, "method"), "delong is for auc"));
            }

            if (gate.Method == GateMethod.Mcnemar && gate.MinGain is not 0)
            {
                diagnostics.Add(SpecDiagnostics.Contradiction(model.At("gates", i, "method"), "mcnemar tests for any gain: it needs min-gain: 0"));
            }
        }
    }

    private void Validation()
    {
        if (dataset.Split.Validation is not null)
        {
            return;
        }

        if (model.Trainer.EarlyStopping is not null)
        {
            diagnostics.Add(SpecDiagnostics.NeedsValidation(model.At("trainer", "early-stopping"), "early stopping", dataset.Name));
        }

        if (model.Evaluation.Calibrate != Calibration.None)
        {
            diagnostics.Add(SpecDiagnostics.NeedsValidation(model.At("evaluation", "calibrate"), "calibration", dataset.Name));
        }

        if (model.Evaluation.Threshold.Maximise is not null)
        {
            diagnostics.Add(SpecDiagnostics.NeedsValidation(model.At("evaluation", "threshold"), "a chosen threshold", dataset.Name));
        }
    }

    private List<string> Columns => [.. dataset.Columns.Select(c => c.Key)];
}
