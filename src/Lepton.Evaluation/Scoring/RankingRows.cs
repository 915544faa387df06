using System.Text.Json.Nodes;
using Lepton.Data.Table;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Scoring;

/// <summary>Test rows of a recommendation: who asks, for what, and what each has seen in training.</summary>
internal sealed class RankingRows
{
    private readonly Recommendations recommendations;
    private readonly Dictionary<string, HashSet<int>> seen;
    private readonly string?[] users;
    private readonly string?[] chosen;

    /// <param name="names">The items, in the order of scores.</param>
    public RankingRows(ModelSpec model, DataTable table, ColumnData users, ColumnData items, ColumnData trainingUsers, ColumnData trainingItems, IReadOnlyList<string> names)
    {
        recommendations = new Recommendations(names);
        seen = recommendations.Seen(trainingUsers, trainingItems);
        var isChosen = new bool[table.Count];
        Array.ForEach(Recommendations.Chosen(table, model), row => isChosen[row] = true);
        this.users = [.. Enumerable.Range(0, table.Count).Select(row => isChosen[row] ? users.Text(row) : null)];
        chosen = [.. Enumerable.Range(0, table.Count).Select(items.Text)];
    }

    /// <summary>Of the users whom training saw.</summary>
    public RankAnswers Rank(Func<int[], float[]> scores) => recommendations.Rank(users, chosen, seen, scores);

    /// <summary>What everybody likes, for the users whom training saw.</summary>
    public RankAnswers RankByPopularity(JsonArray prior) => Rank(rows => Recommendations.Popularity(prior, rows.Length));

    /// <summary>Of the users whom training never saw: the model knows nothing of them but what everybody likes.</summary>
    public RankAnswers RankStrangers(Func<int[], float[]> scores)
    {
        string?[] strangers = [.. users.Select(u => u is not null && !seen.ContainsKey(u) ? u : null)];
        var nothing = strangers.OfType<string>().Distinct().ToDictionary(s => s, _ => new HashSet<int>(), StringComparer.Ordinal);
        return recommendations.Rank(strangers, chosen, nothing, scores);
    }
}
