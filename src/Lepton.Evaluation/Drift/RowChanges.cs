namespace Lepton.Evaluation.Drift;

/// <summary>Rows that differ between two versions of a dataset.</summary>
/// <param name="Added">Rows that only the new one has; by id where there is one, else by content.</param>
/// <param name="Gone">Rows that only the old one has.</param>
/// <param name="Changed">Rows with the same id and other values; null where there is no id.</param>
/// <param name="Moved">Rows with the same id in another part of the split; null where there is no id.</param>
public sealed record RowChanges(long Added, long Gone, long? Changed, long? Moved);
