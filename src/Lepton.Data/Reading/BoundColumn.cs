namespace Lepton.Data.Reading;

/// <summary>A column with the SQL that gives it its declared type.</summary>
/// <param name="Expression">Reads the query's column.</param>
/// <param name="Failure">SQL condition over the query's column that is true where the value does not fit, or null where all do.</param>
/// <param name="MayBeNaN">Whether values may be NaN, which stands for null.</param>
/// <param name="MayBeInfinite">Whether values may be infinite, which is an error.</param>
internal sealed record BoundColumn(Column Column, string Expression, string? Failure, bool MayBeNaN, bool MayBeInfinite)
{
    /// <summary>What the least and the greatest value tell: NaN sorts above every number.</summary>
    public BoundColumn Within(string? least, string? greatest) => this with
    {
        // A test of every value costs more than reading it: it is asked for only where there is something to find.
        Expression = greatest == "nan" ? $"CASE WHEN isnan({Expression}) THEN NULL ELSE {Expression} END" : Expression,
        MayBeNaN = false,
        MayBeInfinite = least == "-inf" || greatest is "inf" or "nan",
    };
}
