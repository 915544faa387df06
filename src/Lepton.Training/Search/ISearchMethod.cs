namespace Lepton.Training.Search;

/// <summary>Says what is tried next. It keeps no state: what was done says all, so a search that was killed goes on where it was, and one whose limits are raised goes on from there.</summary>
public interface ISearchMethod
{
    /// <summary>The next trials; none where the search is at its end.</summary>
    /// <param name="done">All trials so far, in the order in which they were proposed.</param>
    /// <param name="most">How many may run beside each other.</param>
    IReadOnlyList<PlannedTrial> Next(IReadOnlyList<FinishedTrial> done, int most);
}
