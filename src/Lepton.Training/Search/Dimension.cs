using System.Globalization;

namespace Lepton.Training.Search;

/// <summary>A hyperparameter that is searched, and where.</summary>
/// <param name="Low">Least value; 0 of choices.</param>
/// <param name="High">Greatest value; of choices their number less one.</param>
/// <param name="IsLog">Whether equal ratios count as equal distances; <paramref name="Low"/> is then above 0.</param>
/// <param name="Points">Values that a grid has of it.</param>
/// <param name="When">What another dimension must be for this one to count, or null.</param>
public sealed record Dimension(string Name, DimensionKind Kind, double Low, double High, bool IsLog = false, int Points = 5, Condition? When = null)
{
    // Values are written into specs: so many digits are read and compared with ease. A narrow range takes more.
    private const int Digits = 4;

    /// <summary>Number of choices.</summary>
    public int Count => (int)High + 1;

    /// <summary>Ends of the line that values lie on; a whole number takes half of the way to each of its neighbours.</summary>
    internal (double Low, double High) Line => Kind == DimensionKind.Integer ? (ToLine(Low - 0.5), ToLine(High + 0.5)) : (ToLine(Low), ToLine(High));

    /// <summary>The value at a place on the line, as it can be written down.</summary>
    internal double FromLine(double place)
    {
        var value = IsLog ? Math.Exp(place) : place;
        return Math.Clamp(Kind == DimensionKind.Number ? Rounded(value) : Math.Round(value, MidpointRounding.ToEven), Low, High);
    }

    internal double ToLine(double value) => IsLog ? Math.Log(value) : value;

    /// <summary>The values of a grid, in order: all of a choice, else evenly spaced ones with both ends.</summary>
    internal IReadOnlyList<double> Grid()
    {
        if (Kind == DimensionKind.Choice)
        {
            return [.. Enumerable.Range(0, Count).Select(i => (double)i)];
        }

        var (low, high) = (ToLine(Low), ToLine(High));
        return [.. Enumerable.Range(0, Points).Select(i => FromLine(Points == 1 ? (low + high) / 2 : low + ((high - low) * i / (Points - 1)))).Distinct()];
    }

    private double Rounded(double value)
    {
        var spread = IsLog ? Math.Log(High / Low) : (High - Low) / Math.Max(Math.Abs(Low), Math.Abs(High));
        var digits = Math.Min(17, Digits + (spread > 0 ? Math.Max(0, (int)Math.Floor(-Math.Log10(spread))) : 0));
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
