namespace Lepton.Training.Search;

/// <summary>Proposes values. The same arguments give the same values, on every machine.</summary>
public interface ISampler
{
    /// <summary>How many different proposals there are; null where there is no end.</summary>
    int? Count { get; }

    /// <param name="index">Of the proposal, from 0 on.</param>
    /// <param name="done">What is known, in the order of the proposals.</param>
    /// <param name="pending">What is being tried.</param>
    IReadOnlyDictionary<string, double> Sample(int index, IReadOnlyList<Observation> done, IReadOnlyList<IReadOnlyDictionary<string, double>> pending);
}
