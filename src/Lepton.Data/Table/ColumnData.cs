namespace Lepton.Data.Table;

/// <summary>The values of a column in row order; one of the arrays is set, by the column's type.</summary>
/// <param name="Numbers">number, and timestamps as microseconds in <paramref name="Wholes"/>; NaN for null.</param>
/// <param name="Wholes">integer and timestamp; see <paramref name="Nulls"/>.</param>
/// <param name="Flags">boolean: 0, 1, or 2 for null.</param>
/// <param name="Texts">category and text; null for null.</param>
/// <param name="Nulls">Which of the whole numbers are null, or null where none is.</param>
public sealed record ColumnData(Column Column, double[]? Numbers, long[]? Wholes, byte[]? Flags, string?[]? Texts, bool[]? Nulls)
{
    public int Count => Numbers?.Length ?? Wholes?.Length ?? Flags?.Length ?? Texts!.Length;

    public bool IsNull(int row) =>
        Numbers is not null ? double.IsNaN(Numbers[row])
        : Wholes is not null ? Nulls?[row] == true
        : Flags is not null ? Flags[row] == 2
        : Texts![row] is null;

    /// <summary>The value as text, as a spec would name it; null for null.</summary>
    public string? Text(int row) =>
        IsNull(row) ? null
        : Texts?[row]
        ?? Wholes?[row].ToString()
        ?? (Flags is not null ? (Flags[row] == 1 ? "true" : "false") : Numbers![row].ToString("R"));
}
