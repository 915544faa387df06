using System.Globalization;
using Lepton.Data.Table;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class RecommendationTests
{
    private const string Columns = "  u: { type: UTYPE, role: user }\n  i: { type: ITYPE, role: item }\n  y: { type: number }";

    [TorchTheory]
    [InlineData("category", "category", "layers: 0")]
    [InlineData("integer", "integer", "layers: 1, width: 16, dropout: 0.1")]
    public void Items_of_a_users_own_taste_come_first(string users, string items, string more)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Rows(users, items), Types(users, items), Model($"epochs: 30, learning-rate: 0.02, embedding: 8, batch-size: 32, {more}", "ndcg-at-k"));
        using (exported)
        {
            // Users of even numbers take even items.
            var best = exported.Items(rows, CancellationToken.None);
            var right = Enumerable.Range(0, rows.Count).Average(row => best[row].Take(10).Count(i => Number(i) % 2 == Number(rows["u"].Text(row)!) % 2) / 10.0);
            Assert.InRange(right, 0.9, 1);
            Assert.Equal(40, best[0].Length);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-5);
    }

    [TorchFact]
    public void A_user_whom_training_never_saw_gets_what_everybody_likes()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };

        // Item 0 is everybody's, the others are one user's each.
        var csv = "id,u,i,y\n" + string.Concat(Enumerable.Range(0, 300).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r},u{r % 60},i{(r % 3 == 0 ? 0 : 1 + (r % 20))},5\n")));
        var (rows, exported) = bench.Train(csv, Types("category", "category"), Model("epochs: 20, learning-rate: 0.05, embedding: 4", null));
        using (exported)
        {
            var stranger = new DataTable(1, [new ColumnData(rows["u"].Column, null, null, null, ["nobody"], null)]);
            Assert.Equal("i0", exported.Items(stranger, CancellationToken.None)[0][0]);
        }
    }

    [TorchFact]
    public void Rows_that_were_not_liked_are_no_choices()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = "id,u,i,y\n" + string.Concat(Enumerable.Range(0, 200).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r},u{r % 20},i{r % 7},{(r % 7 == 3 ? 1 : 5)}\n")));
        var (_, exported) = bench.Train(csv, Types("category", "category"), Model("epochs: 2, embedding: 4", null));
        using (exported)
        {
            Assert.DoesNotContain("i3", exported.Classes);
        }
    }

    private static int Number(string name) => int.Parse(name.TrimStart('u', 'i'), CultureInfo.InvariantCulture);

    private static string Types(string users, string items) => Columns.Replace("UTYPE", users, StringComparison.Ordinal).Replace("ITYPE", items, StringComparison.Ordinal);

    private static string Rows(string users, string items)
    {
        var random = new Random(4);
        var (u, i) = (users == "integer" ? string.Empty : "u", items == "integer" ? string.Empty : "i");
        var lines = new List<string>();
        for (var user = 0; user < 60; user++)
        {
            foreach (var item in Enumerable.Range(0, 20).Select(n => (2 * n) + (user % 2)).OrderBy(_ => random.Next()).Take(12))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{lines.Count},{u}{user},{i}{item},5\n"));
            }
        }

        return "id,u,i,y\n" + string.Concat(lines);
    }

    private static string Model(string hyperparameters, string? stopping) =>
        $"task: recommendation\ntarget: y\ntrainer: {{ type: torch, family: two-tower, hyperparameters: {{ {hyperparameters} }}{(stopping is null ? string.Empty : $", early-stopping: {{ metric: {stopping}, patience: 10 }}")} }}\nevaluation: {{ metrics: [recall-at-k], relevant: 4 }}";
}
