namespace Lepton.Training;

/// <summary>Lists of whole numbers, one a row: of words, of categories.</summary>
/// <param name="starts">Where each row's list begins, and at the end where the last one ends.</param>
/// <param name="numbers">All lists one after the other.</param>
public sealed class NumberedRows(long[] starts, int[] numbers)
{
    public static NumberedRows Of(IEnumerable<int[]> lists)
    {
        var all = lists.ToList();
        var starts = new long[all.Count + 1];
        for (var row = 0; row < all.Count; row++)
        {
            starts[row + 1] = starts[row] + all[row].Length;
        }

        var numbers = new int[checked((int)starts[^1])];
        for (var row = 0; row < all.Count; row++)
        {
            all[row].CopyTo(numbers, (int)starts[row]);
        }

        return new NumberedRows(starts, numbers);
    }

    public int Rows => starts.Length - 1;

    public long[] Starts => starts;

    public int[] Numbers => numbers;

    /// <summary>All numbers but the first of each row.</summary>
    public IEnumerable<double> Behind() => Enumerable.Range(0, Rows).SelectMany(row => new ArraySegment<int>(numbers, (int)starts[row] + 1, (int)(starts[row + 1] - starts[row]) - 1)).Select(n => (double)n);

    /// <summary>A row's list.</summary>
    public ReadOnlySpan<int> Of(int row) => numbers.AsSpan((int)starts[row], (int)(starts[row + 1] - starts[row]));

    /// <summary>The first rows.</summary>
    public NumberedRows Head(int count) => count >= Rows ? this : new NumberedRows(starts[..(count + 1)], numbers[..(int)starts[count]]);
}
