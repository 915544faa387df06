namespace Lepton.Evaluation.Scoring;

/// <summary>Where a ranking of all items that a user has not seen in training puts those that the user chose.</summary>
/// <param name="Users">The user of each row, numbered from 0; -1 for one whom training never saw.</param>
/// <param name="Ranks">The place of each row's item, from 1; <see cref="int.MaxValue"/> where it is none of the items.</param>
public sealed record RankAnswers(int[] Users, int[] Ranks) : Answers
{
    private readonly Lazy<int[][]> byUser = new(() => [.. Users.Select((user, row) => (user, row)).Where(r => r.user >= 0).GroupBy(r => r.user, r => Ranks[r.row]).Select(g => g.ToArray())]);

    /// <summary>Users whom training has seen.</summary>
    public override int Count => byUser.Value.Length;

    /// <summary>The places of each user's items.</summary>
    public IReadOnlyList<int[]> ByUser => byUser.Value;

    public override RankAnswers Where(bool[] mask) => new([.. Users.Where((_, row) => mask[row])], [.. Ranks.Where((_, row) => mask[row])]);
}
