namespace Lepton.Data.Table;

/// <summary>Rows of a part, column by column.</summary>
public sealed record DataTable(int Count, IReadOnlyList<ColumnData> Columns)
{
    /// <summary>The first rows, at most so many.</summary>
    public DataTable Head(int count) => Count <= count ? this : this with { Count = count };

    /// <summary>The rows of these numbers, in their order.</summary>
    public DataTable Pick(int[] rows) => new(rows.Length, [.. Columns.Select(c => c.Pick(rows))]);

    /// <summary>Gives back the files that tensors lie in; nothing may be read any more.</summary>
    public void Release()
    {
        foreach (var column in Columns)
        {
            column.Tensors?.Dispose();
        }
    }

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public ColumnData this[string name] =>
        Columns.FirstOrDefault(c => c.Column.Name == name) ?? throw new KeyNotFoundException($"there is no column '{name}'");
}
