using System.Globalization;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;

namespace Lepton.Training.XGBoost;

/// <summary>Gradient-boosted trees by histograms. Missing values are left missing; every engine default is passed explicitly.</summary>
/// <param name="columns">Where the features of each column begin.</param>
public sealed class XGBoostTrainer(ModelSpec model, HyperparameterSet hyperparameters, IReadOnlyList<(string Column, int Offset, int Count)> columns) : ITrainer
{
    public ITrainedModel Train(TrainingSet training, TrainingSet? validation, int classes, StepProgress progress, CancellationToken cancellation)
    {
        try
        {
            return Boost(training, validation, classes, progress, cancellation);
        }
        catch (XGBoostException e)
        {
            throw new DiagnosticException(TrainingDiagnostics.EngineFailed(model.At("trainer"), "XGBoost", e.Message));
        }
    }

    private XGBoostModel Boost(TrainingSet training, TrainingSet? validation, int classes, StepProgress progress, CancellationToken cancellation)
    {
        // A regression learns the distance from the mean: float32 would lose it in a target of a million plus or minus one.
        var mean = model.Task == TaskKind.Regression ? training.Targets.Select((t, i) => t * training.Weights[i]).Sum() / training.Weights.Sum() : 0;
        var stopping = model.Trainer.EarlyStopping;
#pragma warning disable CA2000 // The model that is returned owns both.
        var rows = Matrix.Binned(
            (DenseRows)training.Features,
            Array.ConvertAll(training.Targets, t => t - mean),
            training.Weights.Any(w => w != 1) ? training.Weights : null,
            hyperparameters.Integer("max-bins"),
            model.Resources.Cpu);
        using var held = validation is null || stopping is null ? null : Load(validation, mean);
        var booster = new Booster(held is null ? [rows] : [rows, held], Parameters(classes, stopping?.Metric));
#pragma warning restore CA2000
        var limit = hyperparameters.Integer("rounds");
        var best = (Round: limit - 1, Value: double.NaN);
        try
        {
            for (var round = 0; round < limit; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                booster.Update(round, rows);
                if (held is null)
                {
                    progress.Report((round + 1.0) / limit, $"round {round + 1} of {limit}");
                    continue;
                }

                var value = booster.Evaluate(round, held);
                var higher = stopping!.Metric is "auc" or "average-precision";
                progress.Metric(stopping.Metric, Shown(stopping.Metric, value), round + 1);
                progress.Report((round + 1.0) / limit, $"round {round + 1} of {limit}, {stopping.Metric} on the validation part {Shown(stopping.Metric, value):G5}");
                if (double.IsNaN(best.Value) || (higher ? value > best.Value : value < best.Value))
                {
                    best = (round, value);
                }
                else if (round - best.Round >= stopping.Patience)
                {
                    break;
                }
            }
        }
        catch
        {
            booster.Dispose();
            rows.Dispose();
            throw;
        }

        return new XGBoostModel(booster, rows, best.Round + 1, best.Round + 1 == limit, classes, model.Task == TaskKind.Regression ? mean : null, stopping is null ? null : (stopping.Metric, Shown(stopping.Metric, best.Value)));
    }

    private static Matrix Load(TrainingSet set, double mean)
    {
        var matrix = Matrix.Plain((DenseRows)set.Features);
        matrix.Set("label", Array.ConvertAll(set.Targets, t => t - mean));
        if (set.Weights.Any(w => w != 1))
        {
            matrix.Set("weight", set.Weights);
        }

        return matrix;
    }

    private List<(string Name, string Value)> Parameters(int classes, string? metric)
    {
        string Number(string name) => hyperparameters.Number(name).ToString("R", CultureInfo.InvariantCulture);

        List<(string, string)> parameters =
        [
            ("booster", "gbtree"),
            ("tree_method", "hist"),
            ("verbosity", "0"),
            ("seed", model.Seed.ToString(CultureInfo.InvariantCulture)),
            ("nthread", model.Resources.Cpu.ToString(CultureInfo.InvariantCulture)),
            ("objective", model.Task switch { TaskKind.Regression => "reg:squarederror", TaskKind.BinaryClassification => "binary:logistic", _ => "multi:softprob" }),
            ("base_score", model.Task == TaskKind.Regression ? "0" : "0.5"),
            ("eta", Number("learning-rate")),
            ("max_depth", Number("max-depth")),
            ("max_leaves", Number("max-leaves")),
            ("grow_policy", hyperparameters.Choice("grow-policy")),
            ("min_child_weight", Number("min-child-weight")),
            ("gamma", Number("min-split-loss")),
            ("subsample", Number("subsample")),
            ("sampling_method", "uniform"),
            ("colsample_bytree", Number("colsample-bytree")),
            ("colsample_bylevel", Number("colsample-bylevel")),
            ("colsample_bynode", Number("colsample-bynode")),
            ("lambda", Number("l2")),
            ("alpha", Number("l1")),
            ("max_delta_step", Number("max-delta-step")),
            ("max_bin", Number("max-bins")),
            ("num_parallel_tree", "1"),
        ];
        if (classes > 1)
        {
            parameters.Add(("num_class", classes.ToString(CultureInfo.InvariantCulture)));
        }

        if (metric is not null)
        {
            parameters.Add(("eval_metric", EngineMetric(metric, classes)));
        }

        var signs = hyperparameters.Signs("monotone-constraints");
        if (signs.Count > 0)
        {
            var all = columns.SelectMany(c => Enumerable.Repeat(signs.GetValueOrDefault(c.Column), c.Count));
            parameters.Add(("monotone_constraints", $"({string.Join(',', all)})"));
        }

        return parameters;
    }

    // XGBoost counts errors where Lepton counts hits.
    private static double Shown(string metric, double value) => metric == "accuracy" ? 1 - value : value;

    private static string EngineMetric(string metric, int classes) => metric switch
    {
        "log-loss" => classes > 1 ? "mlogloss" : "logloss",
        "accuracy" => classes > 1 ? "merror" : "error",
        "average-precision" => "aucpr",
        _ => metric,
    };
}
