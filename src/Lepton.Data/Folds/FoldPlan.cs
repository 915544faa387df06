using System.Text.Json.Nodes;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Data.Folds;

/// <summary>How rows of a dataset are dealt out.</summary>
/// <param name="By">Plain, stratified, group or time.</param>
/// <param name="Column">The class, the group or the time; null for plain ones.</param>
/// <param name="Id">The column that tells rows apart; null for their order.</param>
/// <param name="Count">Folds, at least 2.</param>
/// <param name="Seed">Of the order in which rows are dealt.</param>
/// <param name="HasValidation">Whether a fold beside the one that is judged is kept for stopping and choosing.</param>
/// <param name="Class">The column of classes, each of which must be learnt from in each fold; null where there are none.</param>
/// <param name="HasTest">Whether the rows of the test part are dealt, too.</param>
public sealed record FoldPlan(FoldKind By, string? Column, string? Id, int Count, int Seed, bool HasValidation, string? Class, bool HasTest = true)
{
    /// <summary>The parts of the dataset whose rows are dealt.</summary>
    public IReadOnlyList<string> Sources => HasTest ? ["train", "validation", "test"] : ["train", "validation"];

    /// <summary>By time there are more blocks than folds: the first is only learnt from, and the next one stops the model that the first fold judges.</summary>
    public int Before => By != FoldKind.Time ? 0 : HasValidation ? 2 : 1;

    /// <summary>What a block of rows is to the model that a fold judges: 0 learnt from, 1 for stopping and choosing, 2 judged, 3 left out.</summary>
    /// <param name="block">From -<see cref="Before"/> on.</param>
    /// <param name="fold">From 0 on.</param>
    public int PartOf(int block, int fold) =>
        block == fold ? 2
        : By == FoldKind.Time && block > fold ? 3
        : HasValidation && block == (By == FoldKind.Time ? fold - 1 : (fold + 1) % Count) ? 1
        : 0;

    public JsonObject ToJson() => new()
    {
        ["by"] = Words.Of(By),
        ["column"] = Column,
        ["id"] = Id,
        ["folds"] = Count,
        ["seed"] = Seed,
        ["validation"] = HasValidation,
        ["test"] = HasTest,
    };
}
