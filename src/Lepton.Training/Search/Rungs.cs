namespace Lepton.Training.Search;

/// <summary>How many rounds trials get: few at first, and those that do well <paramref name="Reduction"/> times as many, up to all; the last step is the one that may be larger.</summary>
public sealed record Rungs(int Least, int Most, int Reduction)
{
    /// <summary>Rounds by rung, ascending; the last has all.</summary>
    public IReadOnlyList<int> Rounds
    {
        get
        {
            var rounds = new List<int>();
            for (long r = Least; r * Reduction <= Most; r *= Reduction)
            {
                rounds.Add((int)r);
            }

            return [.. rounds, Most];
        }
    }
}
