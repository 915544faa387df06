namespace Lepton.Data.Table;

/// <summary>The values of a column in row order; one of these is set, by the column's type.</summary>
/// <param name="Numbers">number, and timestamps as microseconds in <paramref name="Wholes"/>; NaN for null.</param>
/// <param name="Wholes">integer and timestamp; see <paramref name="Nulls"/>.</param>
/// <param name="Flags">boolean: 0, 1, or 2 for null.</param>
/// <param name="Texts">category and text; null for null.</param>
/// <param name="Nulls">Which of the whole numbers are null, or null where none is.</param>
/// <param name="Tensors">tensor; never null.</param>
/// <param name="Lists">tokens and tags; null for null.</param>
public sealed record ColumnData(
    Column Column,
    double[]? Numbers,
    long[]? Wholes,
    byte[]? Flags,
    string?[]? Texts,
    bool[]? Nulls,
    TensorValues? Tensors = null,
    string[]?[]? Lists = null)
{
    public int Count => Numbers?.Length ?? Wholes?.Length ?? Flags?.Length ?? Texts?.Length ?? Lists?.Length ?? (int)(Tensors!.Count / Column.Type.Size);

    public bool IsNull(int row) =>
        Numbers is not null ? double.IsNaN(Numbers[row])
        : Wholes is not null ? Nulls?[row] == true
        : Flags is not null ? Flags[row] == 2
        : Texts is not null ? Texts[row] is null
        : Lists is not null && Lists[row] is null;

    /// <summary>The value as text, as a spec would name it; null for null. Lists are joined by blanks, tensors have none.</summary>
    public string? Text(int row) =>
        IsNull(row) ? null
        : Texts?[row]
        ?? Wholes?[row].ToString()
        ?? (Flags is not null ? (Flags[row] == 1 ? "true" : "false")
            : Lists is not null ? string.Join(' ', Lists[row]!)
            : Numbers?[row].ToString("R"));

    /// <summary>The rows of these numbers, in their order.</summary>
    public ColumnData Pick(int[] rows) => this with
    {
        Numbers = Pick(Numbers, rows),
        Wholes = Pick(Wholes, rows),
        Flags = Pick(Flags, rows),
        Texts = Pick(Texts, rows),
        Nulls = Pick(Nulls, rows),
        Lists = Pick(Lists, rows),
        Tensors = Tensors?.Pick(rows, Column.Type.Size),
    };

    private static T[]? Pick<T>(T[]? values, int[] rows) => values is null ? null : Array.ConvertAll(rows, r => values[r]);
}
