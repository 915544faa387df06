using System.Text.Json.Nodes;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Data.Folds;

/// <summary>How all rows of a dataset are dealt out.</summary>
/// <param name="By">Plain, stratified, group or time.</param>
/// <param name="Column">The class, the group or the time; null for plain ones.</param>
/// <param name="Id">The column that tells rows apart; null for their order.</param>
/// <param name="Count">Folds, at least 2.</param>
/// <param name="Seed">Of the order in which rows are dealt.</param>
/// <param name="HasValidation">Whether a fold beside the one that is judged is kept for stopping and choosing.</param>
public sealed record FoldPlan(FoldKind By, string? Column, string? Id, int Count, int Seed, bool HasValidation)
{
    public JsonObject ToJson() => new()
    {
        ["by"] = Words.Of(By),
        ["column"] = Column,
        ["id"] = Id,
        ["folds"] = Count,
        ["seed"] = Seed,
        ["validation"] = HasValidation,
    };
}
