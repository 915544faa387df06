using Lepton.Data.Table;

namespace Lepton.Evaluation.Scoring;

/// <summary>Rows with a model's answers.</summary>
/// <param name="Groups">Index of each row's group, or null where rows stand alone.</param>
internal sealed record ScoredRows(DataTable Table, Answers Answers, int[]? Groups)
{
    /// <summary>Rows of the part, whatever the answers are about.</summary>
    public int Count => Table.Count;
}
