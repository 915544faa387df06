using Lepton.Data.Table;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;

namespace Lepton.Training.Tests.Torch;

/// <summary>Networks that read a text and write another.</summary>
[Collection("torch")]
public class WritingTests
{
    private const string Hyperparameters = "epochs: 40, learning-rate: 0.01, width: 32, heads: 2, feed-forward: 64, layers: 1";

    private static readonly (string Word, string Other)[] Words = [("red", "Rot"), ("blue", "Blau"), ("cat", "Katze"), ("dog", "Hund"), ("old", "alt"), ("big", "groß"), ("7", "VII"), ("!", "?!")];

    [TorchTheory]
    [InlineData("pieces", "beam: 1", 0.8)]
    [InlineData("words", "beam: 1, norm: after, activation: relu", 0.8)]
    [InlineData("characters", "beam: 3, length-penalty: 0.6", 0.6)]
    [InlineData("pieces", "beam: 4", 0.8)]
    public void Texts_are_written_in_reverse_and_in_other_words(string tokenizer, string more, double least)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Csv(400), "  t: { type: text }\n  y: { type: text }", Model($"{Hyperparameters}, {more}", tokenizer));
        using (exported)
        {
            var answers = Assert.IsType<TextAnswers>(exported.Predict(rows, CancellationToken.None));
            var constant = Assert.IsType<TextAnswers>(ConstantModel.Of(answers, [], bench.Outcome!.Facts["prior"]!.AsArray(), 0));
            double Of(string metric, TextAnswers own) => MetricFactory.Create(metric, own, bench.Spec!.Evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, own.Count)]);
            Assert.InRange(Of("exact-match", answers), least, 1);
            Assert.InRange(Of("bleu", answers), Of("bleu", constant) + 50, 100);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-4);
    }

    [TorchFact]
    public void Texts_that_are_missing_or_strange_are_answered_too()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Csv(60), "  t: { type: text }\n  y: { type: text }", Model("epochs: 1, width: 8, heads: 2, feed-forward: 8, beam: 2", "pieces"));
        using (exported)
        {
            string?[] texts = ["", null, "日本 \ud83d\ude00", string.Join(' ', Enumerable.Repeat("red", 1000))];
            var answers = exported.Written(new DataTable(texts.Length, [new ColumnData(rows["t"].Column, null, null, null, texts, null)]), CancellationToken.None);
            Assert.Equal(4, answers.Length);
            Assert.Equal(answers[0], answers[1]);
        }
    }

    [TorchFact]
    public void Texts_are_read_and_written_without_an_encoding_too()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        bench.Train(Csv(60), "  t: { type: text }\n  y: { type: text }", Plain("epochs: 1, width: 8, heads: 2, feed-forward: 8")).Model.Dispose();
        Assert.Equal(["t"], bench.Outcome!.Facts["inputs"]!.AsArray().Select(i => (string)i!["name"]!));
    }

    [TorchFact]
    public void Who_writes_reads_one_text_and_nothing_else()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = Csv(60).Replace("id,t,y", "id,t,y,n", StringComparison.Ordinal).Replace("\"\n", "\",1\n", StringComparison.Ordinal);
        Assert.Equal("LPT3018", bench.Fail(csv, "  t: { type: text }\n  y: { type: text }\n  n: { type: number }", Plain("epochs: 1")).Code);
    }

    [TorchFact]
    public void LPT3025_words_that_never_come_back_are_nothing_to_write_with()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var csv = "id,t,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},a b,w{i}\n"));
        Assert.Equal("LPT3025", bench.Fail(csv, "  t: { type: text }\n  y: { type: text }", Model("epochs: 1", "words")).Code);
    }

    [Theory]
    [InlineData(Tokenizer.Words)]
    [InlineData(Tokenizer.Characters)]
    [InlineData(Tokenizer.Pieces)]
    public void Texts_that_were_cut_are_put_together_again(Tokenizer tokenizer)
    {
        var random = new Random(5);
        const string Letters = "aBcéß日# ##-'.,!?12 7\u0301";
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => Letters[random.Next(Letters.Length)])))];
        var tokens = AnswerTokens.Fit(texts, EncodingSpec.OfAnswers with { Tokenizer = tokenizer, MinFrequency = 1 }, CancellationToken.None);
        Assert.All(texts, text =>
        {
            var cut = tokens.Encode(text);
            Assert.Equal(TextTokens.End, cut[^1]);
            Assert.All(cut[..^1], t => Assert.InRange(t, TextTokens.Reserved, tokens.Entries - 1));
            Assert.Equal(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), tokens.Decode(cut));
        });
    }

    [Fact]
    public void What_training_never_saw_is_unknown_and_long_texts_are_cut()
    {
        var tokens = AnswerTokens.Fit(["ab ab", "ab cd"], EncodingSpec.OfAnswers with { MaxLength = 3 }, CancellationToken.None);
        Assert.Equal([TextTokens.Unknown, TextTokens.End], tokens.Encode("ab x")[^2..]);
        Assert.Equal(4, tokens.Encode("ab ab ab ab ab").Length);
        Assert.Equal(4, tokens.Longest);
    }

    private static string Model(string hyperparameters, string tokenizer) =>
        $"task: text-to-text\ntarget: y\nfeatures: {{ encode: {{ t: {{ type: tokens, characters: [] }}, y: {{ type: tokens, tokenizer: {tokenizer}, max-length: 40 }} }} }}\ntrainer: {{ type: torch, family: seq2seq, early-stopping: {{ metric: perplexity }}, hyperparameters: {{ {hyperparameters} }} }}\nevaluation: {{ metrics: [bleu, exact-match] }}";

    private static string Plain(string hyperparameters) =>
        $"task: text-to-text\ntarget: y\ntrainer: {{ type: torch, family: seq2seq, hyperparameters: {{ {hyperparameters} }} }}\nevaluation: {{ metrics: [bleu] }}";

    private static string Csv(int rows)
    {
        var random = new Random(9);
        return "id,t,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
        {
            var words = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Words[random.Next(Words.Length)]).ToList();
            return $"{i},\"{string.Join(' ', words.Select(w => w.Word))}\",\"{string.Join(' ', Enumerable.Reverse(words).Select(w => w.Other))}\"\n";
        }));
    }
}
