using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Scoring;

/// <summary>Ranks, for each user, all items that the user has not seen in training.</summary>
/// <param name="items">Names of the items, in the order of scores.</param>
public sealed class Recommendations(IReadOnlyList<string> items)
{
    // Scores that are in memory at once.
    private const int MostScores = 1 << 22;

    private readonly Dictionary<string, int> index = items.Select((name, i) => (name, i)).ToDictionary(i => i.name, i => i.i, StringComparer.Ordinal);

    /// <summary>The columns of user and item.</summary>
    public static (Column User, Column Item) ColumnsOf(IReadOnlyList<Column> columns) =>
        (columns.First(c => c.Role == ColumnRole.User), columns.First(c => c.Role == ColumnRole.Item));

    /// <summary>Numbers of the rows that count as a user's choice.</summary>
    public static int[] Chosen(DataTable table, ModelSpec model)
    {
        var target = table[model.Target];
        return [.. Enumerable.Range(0, table.Count).Where(row => !target.IsNull(row) && (
            target.Flags is { } flags ? flags[row] == 1
            : model.Evaluation.Relevant is not { } least || (target.Numbers?[row] ?? target.Wholes![row]) >= least))];
    }

    /// <summary>The items that each user has rows of, chosen or not.</summary>
    public Dictionary<string, HashSet<int>> Seen(ColumnData users, ColumnData chosen)
    {
        var seen = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        for (var row = 0; row < users.Count; row++)
        {
            if (users.Text(row) is { } user)
            {
                var own = seen.TryGetValue(user, out var known) ? known : seen[user] = [];
                if (chosen.Text(row) is { } item && index.TryGetValue(item, out var number))
                {
                    own.Add(number);
                }
            }
        }

        return seen;
    }

    /// <summary>
    /// The places of rows' items among those that their users have not seen; equal scores by the order of the items. A row whose item the user
    /// has seen in training asks for nothing and is left out, as is one whose user training never saw.
    /// </summary>
    /// <param name="users">One a row.</param>
    /// <param name="chosen">One a row.</param>
    /// <param name="scores">For rows of different users the scores of all items, row-major.</param>
    public RankAnswers Rank(IReadOnlyList<string?> users, IReadOnlyList<string?> chosen, IReadOnlyDictionary<string, HashSet<int>> seen, Func<int[], float[]> scores)
    {
        var (numbers, ranks) = (new int[users.Count], new int[users.Count]);
        Array.Fill(numbers, -1);
        var groups = Enumerable.Range(0, users.Count).Where(r => users[r] is not null && seen.ContainsKey(users[r]!)).GroupBy(r => users[r]!, StringComparer.Ordinal).ToList();
        var number = 0;
        foreach (var some in groups.Chunk(Math.Max(1, MostScores / items.Count)))
        {
            var all = scores(Array.ConvertAll(some, rows => rows.First()));
            for (var i = 0; i < some.Length; i++)
            {
                var own = seen[some[i].Key];
                var of = all.AsSpan(i * items.Count, items.Count);
                foreach (var row in some[i])
                {
                    var item = chosen[row] is { } name && index.TryGetValue(name, out var known) ? known : -1;
                    if (item < 0 || !own.Contains(item))
                    {
                        (numbers[row], ranks[row]) = (number, item < 0 ? int.MaxValue : PlaceOf(item, of, own));
                    }
                }

                number++;
            }
        }

        return new RankAnswers(numbers, ranks);
    }

    private static int PlaceOf(int item, ReadOnlySpan<float> scores, HashSet<int> seen)
    {
        var place = 1;
        for (var other = 0; other < scores.Length; other++)
        {
            var isBefore = scores[other] > scores[item] || (scores[other] == scores[item] && other < item);
            place += isBefore && !seen.Contains(other) ? 1 : 0;
        }

        return place;
    }

    /// <summary>The constant model: how often each item was chosen in training, for everybody.</summary>
    /// <param name="prior">The items' shares of the choices.</param>
    /// <param name="users">How many users ask.</param>
    public static float[] Popularity(JsonArray prior, int users)
    {
        float[] shares = [.. prior.Select(p => (float)p!.GetValue<double>())];
        return [.. Enumerable.Repeat(shares, users).SelectMany(s => s)];
    }
}
