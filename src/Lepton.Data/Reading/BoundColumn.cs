namespace Lepton.Data.Reading;

/// <summary>A column with the SQL that gives it its declared type.</summary>
/// <param name="Expression">Reads the query's column.</param>
/// <param name="Failure">SQL condition over the query's column that is true where the value does not fit, or null where all do.</param>
internal sealed record BoundColumn(Column Column, string Expression, string? Failure);
