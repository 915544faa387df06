using Lepton.Specs.Models;

namespace Lepton.Specs.Hyperparameters;

/// <summary>The tables of all trainers.</summary>
public static class TrainerTables
{
    public static TrainerTable Linear { get; } = new(TrainerKind.Linear, null,
    [
        new("l2", HyperparameterKind.Number, 1.0, 0, 1e12, "strength of the penalty: the loss is the sum of the rows' losses + ½·l2·‖w‖²; the intercept is free"),
        new("max-iterations", HyperparameterKind.Integer, 500, 1, 100_000, "L-BFGS iterations at most"),
        new("tolerance", HyperparameterKind.Number, 1e-6, 0, 1, "stops when no component of the gradient, divided by the number of rows, is larger", MinExclusive: true),
        new("class-weights", HyperparameterKind.Choice, "none", null, null, "balanced: each class weighs the same in all", Choices: ["none", "balanced"]),
    ]);

    // Defaults are XGBoost's own (1.7), passed explicitly, so that a new release with other defaults changes nothing.
    public static TrainerTable Xgboost { get; } = new(TrainerKind.Xgboost, null,
    [
        new("rounds", HyperparameterKind.Integer, 100, 1, 100_000, "boosting rounds; with early stopping, at most"),
        new("learning-rate", HyperparameterKind.Number, 0.3, 0, 1, "shrinks each tree's answer", MinExclusive: true),
        new("max-depth", HyperparameterKind.Integer, 6, 0, 64, "depth of a tree; 0 for no limit"),
        new("max-leaves", HyperparameterKind.Integer, 0, 0, 1_000_000, "leaves of a tree; 0 for no limit"),
        new("grow-policy", HyperparameterKind.Choice, "depthwise", null, null, "depthwise: level by level; lossguide: the best split first", Choices: ["depthwise", "lossguide"]),
        new("min-child-weight", HyperparameterKind.Number, 1.0, 0, null, "least sum of second derivatives in a leaf"),
        new("min-split-loss", HyperparameterKind.Number, 0.0, 0, null, "least gain of a split (gamma)"),
        new("subsample", HyperparameterKind.Number, 1.0, 0, 1, "share of the rows that a tree sees", MinExclusive: true),
        new("colsample-bytree", HyperparameterKind.Number, 1.0, 0, 1, "share of the columns that a tree sees", MinExclusive: true),
        new("colsample-bylevel", HyperparameterKind.Number, 1.0, 0, 1, "share of the columns that a level sees", MinExclusive: true),
        new("colsample-bynode", HyperparameterKind.Number, 1.0, 0, 1, "share of the columns that a split sees", MinExclusive: true),
        new("l2", HyperparameterKind.Number, 1.0, 0, null, "L2 penalty on leaf values (lambda)"),
        new("l1", HyperparameterKind.Number, 0.0, 0, null, "L1 penalty on leaf values (alpha)"),
        new("max-delta-step", HyperparameterKind.Number, 0.0, 0, null, "greatest change of a leaf's value; 0 for no limit"),
        new("max-bins", HyperparameterKind.Integer, 256, 2, 65_535, "histogram bins of a column"),
        new("class-weights", HyperparameterKind.Choice, "none", null, null, "balanced: each class weighs the same in all", Choices: ["none", "balanced"]),
        new("monotone-constraints", HyperparameterKind.SignByColumn, new System.Text.Json.Nodes.JsonObject(), null, null, "1: the answer may only rise with the column; -1: only fall"),
    ]);

    /// <summary>The hyperparameter of an ensemble that says how answers become one.</summary>
    public const string Combine = "combine";

    /// <summary>The one that says on how many folds a stack learns.</summary>
    public const string Folds = "folds";

    /// <summary>Weighed by a linear model.</summary>
    public const string Stack = "stack";

    // The linear model's defaults are those of scikit-learn's StackingClassifier: five folds, LogisticRegression.
    public static TrainerTable Ensemble { get; } = new(TrainerKind.Ensemble, null,
    [
        new(Combine, HyperparameterKind.Choice, "average", null, null, "average: the mean of the members' answers; stack: a linear model over them, which learns from what they say of rows that they did not learn from", Choices: ["average", Stack]),
        new(Folds, HyperparameterKind.Integer, 5, 2, 100, "stack: folds of the training and validation rows; each member is trained once for each"),
        .. Linear.Rows.Where(r => r.Name != "class-weights").Select(r => r with { Meaning = "stack: " + r.Meaning }),
    ]);

    /// <summary>The tables of all trainers and, for torch, of each family.</summary>
    public static IReadOnlyList<TrainerTable> All { get; } = [Linear, Xgboost, Ensemble, .. TorchTables.All];

    /// <param name="family">Of the trainer torch; null for the others.</param>
    public static TrainerTable Of(TrainerKind kind, TorchFamily? family) => kind switch
    {
        TrainerKind.Linear => Linear,
        TrainerKind.Xgboost => Xgboost,
        TrainerKind.Ensemble => Ensemble,
        _ => TorchTables.Of(family ?? TorchFamily.Mlp),
    };
}
