using System.Globalization;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class TaggingTests
{
    private const string Columns = "  words: { type: tokens }\n  y: { type: tags }";

    [TorchTheory]
    [InlineData("cell: lstm, dropout: 0.1")]
    [InlineData("cell: gru, layers: 2, drop-words: 0.05, adversarial: 0.05")]
    public void Entities_are_found_by_what_stands_around_them(string more)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Rows(1000), Columns, Model($"epochs: 12, learning-rate: 0.01, width: 16, embedding: 16, {more}", "entity-f1"));
        using (exported)
        {
            var answers = Assert.IsType<TagAnswers>(exported.Predict(rows, CancellationToken.None));
            var right = answers.Truth.Zip(answers.Predicted).Count(r => r.First.SequenceEqual(r.Second));
            Assert.InRange(right / (double)rows.Count, 0.95, 1);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-5);
    }

    [TorchFact]
    public void Rows_of_any_length_have_as_many_tags_as_tokens()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Rows(60), Columns, Model("epochs: 1, width: 8, embedding: 8", null));
        using (exported)
        {
            string[][] lists = [["anna", "lives", "in", "rome"], [], ["x"], [.. Enumerable.Repeat("y", 400)]];
            string[][] Tags(params string[][] own) => exported.Tags(new DataTable(own.Length, [new ColumnData(rows["words"].Column, null, null, null, null, null, null, own)]), CancellationToken.None);

            var together = Tags(lists);
            Assert.Equal([4, 0, 1, 256], together.Select(t => t.Length));
            Assert.All(lists.Zip(together), l => Assert.Equal(l.Second, Tags(l.First)[0]));
            Assert.Empty(Tags([[]])[0]);
        }
    }

    [TorchFact]
    public void LPT3019_a_row_with_other_tags_than_tokens()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Rows(20) + "22,\"['a', 'b']\",\"['O']\"\n";
        var found = bench.Fail(csv, Columns, Model("epochs: 1", null));
        Assert.Equal("LPT3019", found.Code);
        Assert.Contains("1 tags in 'y' and 2 tokens in 'words'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_path_is_the_best_of_all_paths()
    {
        var random = new Random(2);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        for (var round = 0; round < 200; round++)
        {
            var (kinds, steps) = (random.Next(1, 4), random.Next(0, 6));
            var (start, end, moves, scores) = (Draw(kinds), Draw(kinds), Draw(kinds * kinds), Draw(kinds * steps));
            double Score(int[] path) => path.Length == 0 ? 0 : start[path[0]] + end[path[^1]] + path.Select((tag, step) => scores[(step * kinds) + tag] + (step > 0 ? moves[(path[step - 1] * kinds) + tag] : 0)).Sum();

            var all = Enumerable.Range(0, (int)Math.Pow(kinds, steps)).Select(number => Enumerable.Range(0, steps).Select(step => number / (int)Math.Pow(kinds, step) % kinds).ToArray());
            Assert.Equal(all.Max(Score), Score(new Viterbi(start, end, moves).Decode(scores)), 1e-5);
        }
    }

    // "anna lives in rome": names before a verb are people, behind "in" they are places; names may be either.
    private static string Rows(int count)
    {
        string[] names = ["anna", "paris", "london", "florence", "sofia", "victoria"];
        string[] verbs = ["lives", "works", "sings"];
        var random = new Random(5);
        return "id,words,y\n" + string.Concat(Enumerable.Range(0, count).Select(i =>
        {
            var words = new List<string>();
            var tags = new List<string>();
            void Add(string word, string tag)
            {
                words.Add(word);
                tags.Add(tag);
            }

            for (var filler = random.Next(3); filler > 0; filler--)
            {
                Add("well", "O");
            }

            Add(names[random.Next(6)], "B-PER");
            if (random.Next(2) == 0)
            {
                Add(names[random.Next(6)], "I-PER");
            }

            Add(verbs[random.Next(3)], "O");
            if (random.Next(3) > 0)
            {
                Add("in", "O");
                Add(names[random.Next(6)], "B-LOC");
            }

            string List(List<string> all) => $"\"[{string.Join(", ", all.Select(w => $"'{w}'"))}]\"";
            return string.Create(CultureInfo.InvariantCulture, $"{i},{List(words)},{List(tags)}\n");
        }));
    }

    private static string Model(string hyperparameters, string? stopping) =>
        $"task: sequence-tagging\ntarget: y\ntrainer: {{ type: torch, family: lstm-crf, hyperparameters: {{ {hyperparameters} }}{(stopping is null ? string.Empty : $", early-stopping: {{ metric: {stopping}, patience: 10 }}")} }}\nevaluation: {{ metrics: [entity-f1] }}";
}
