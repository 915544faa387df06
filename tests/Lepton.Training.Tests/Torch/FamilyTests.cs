using System.Globalization;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;

namespace Lepton.Training.Tests.Torch;

/// <summary>Every family learns something that is easy for it, and leaves as a graph that answers the same.</summary>
[Collection("torch")]
public class FamilyTests
{
    private const string Texts = "  t: { type: text }\n  y: { type: category }";

    private static readonly string[] Verbs = ["lost", "stole", "found", "moved"];

    // The class hangs on the order of two words: none of a bag of words.
    private static readonly string Orders = Rows(random =>
    {
        string[] fill = [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => Verbs[random.Next(4)])];
        var isFirst = random.Next(2) == 0;
        var words = isFirst ? $"cat bites dog {string.Join(' ', fill)}" : $"dog bites cat {string.Join(' ', fill)}";
        return ($"\"{words}\"", isFirst ? "cat" : "dog");
    });

    [TorchTheory]
    [InlineData("cnn", "epochs: 12, learning-rate: 0.01, width: 16, embedding: 16, dropout: 0.1")]
    [InlineData("lstm", "epochs: 12, learning-rate: 0.01, width: 16, embedding: 16, dropout: 0.1, layers: 2")]
    [InlineData("lstm", "epochs: 12, learning-rate: 0.01, width: 16, embedding: 16, cell: gru")]
    [InlineData("transformer", "epochs: 20, learning-rate: 0.003, width: 16, heads: 2, feed-forward: 32, dropout: 0.1")]
    public void The_order_of_words_is_learnt(string family, string hyperparameters)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Orders, Texts, Model(family, "dog", hyperparameters));
        using (exported)
        {
            Assert.InRange(Accuracy(exported, rows), 0.97, 1);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-5);
    }

    [TorchTheory]
    [InlineData("cnn", "epochs: 1, kernel: 5")]
    [InlineData("lstm", "epochs: 1")]
    [InlineData("transformer", "epochs: 1, width: 32, heads: 2")]
    public void An_answer_does_not_depend_on_the_other_rows_of_a_batch(string family, string hyperparameters)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Orders, Texts, Model(family, "dog", hyperparameters));
        using (exported)
        {
            var texts = new[] { "cat bites dog", null, string.Empty, "?", "dog " + string.Concat(Enumerable.Repeat("lost ", 300)), "nothing known here" };
            var column = rows["t"].Column;
            double[] Answer(params string?[] own) => exported.Probabilities(new DataTable(own.Length, [new ColumnData(column, null, null, null, own, null)]), CancellationToken.None);

            var together = Answer(texts);
            for (var row = 0; row < texts.Length; row++)
            {
                var alone = Answer(texts[row]);
                Assert.Equal(alone[0], together[2 * row], 1e-6);
            }
        }
    }

    [TorchFact]
    public void Tokens_that_are_cut_already_are_read_as_they_are()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows(random => (random.Next(2) == 0 ? ("\"['New York', 'is']\"", "a") : ("\"['New', 'York']\"", "b")));
        var (rows, exported) = bench.Train(csv, "  t: { type: tokens }\n  y: { type: category }", Model("cnn", "a", "epochs: 5, width: 8, embedding: 8, learning-rate: 0.02"));
        using (exported)
        {
            Assert.Equal(1, Accuracy(exported, rows));
        }
    }

    [TorchFact]
    public void Images_are_learnt_with_every_change_that_there_is()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };

        // A bright row, or a bright column.
        var csv = Rows(random =>
        {
            var (isRow, at) = (random.Next(2) == 0, random.Next(6));
            var pixels = Enumerable.Range(0, 36).Select(i => ((isRow ? i / 6 : i % 6) == at ? 200 : 0) + random.Next(50));
            return ($"\"[{string.Join(", ", pixels)}]\"", isRow ? "row" : "column");
        });
        var (rows, exported) = bench.Train(
            csv,
            "  t: { type: \"tensor(1, 6, 6)\" }\n  y: { type: category }",
            Model("cnn", "row", "epochs: 8, width: 8, shift: 1, crop: 0.1, flip: horizontal, noise: 0.1, mixup: 0.2, adversarial: 0.05, dropout: 0.1, learning-rate: 0.01"));
        using (exported)
        {
            Assert.InRange(Accuracy(exported, rows), 0.97, 1);
        }
    }

    [TorchFact]
    public void Words_may_be_dropped_swapped_and_moved_against_the_network()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows(random => random.Next(2) == 0 ? ($"my card was {Verbs[random.Next(4)]}", "card") : ($"the parcel was {Verbs[random.Next(4)]}", "parcel"));
        var (rows, exported) = bench.Train(csv, Texts, Model("cnn", "card", "epochs: 12, width: 8, embedding: 16, learning-rate: 0.1, drop-words: 0.1, swap-words: 0.2, adversarial: 0.1, optimizer: sgd, momentum: 0.9"));
        using (exported)
        {
            Assert.InRange(Accuracy(exported, rows), 0.97, 1);
        }
    }

    [TorchFact]
    public void LPT3018_a_family_over_texts_reads_nothing_else()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var found = bench.Fail(Rows(_ => ("1", "a")), "  t: { type: number }\n  y: { type: category }", Model("lstm", "a", "epochs: 1"));
        Assert.Equal("LPT3018", found.Code);
        Assert.Contains("lstm reads one column of texts or tokens; the features are t (number)", found.Message, StringComparison.Ordinal);
    }

    private static double Accuracy(LoadedModel model, DataTable rows)
    {
        var labels = model.Labels(rows, CancellationToken.None);
        return Enumerable.Range(0, rows.Count).Count(r => labels[r] == rows["y"].Texts![r]) / (double)rows.Count;
    }

    private static string Model(string family, string positive, string hyperparameters) =>
        $"task: binary-classification\npositive: {positive}\ntarget: y\ntrainer: {{ type: torch, family: {family}, hyperparameters: {{ {hyperparameters} }} }}\nevaluation: {{ metrics: [accuracy] }}";

    private static string Rows(Func<Random, (string Text, string Class)> row)
    {
        var random = new Random(11);
        return "id,t,y\n" + string.Concat(Enumerable.Range(0, 500).Select(i =>
        {
            var (text, name) = row(random);
            return string.Create(CultureInfo.InvariantCulture, $"{i},{text},{name}\n");
        }));
    }
}
