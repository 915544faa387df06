using Lepton.Data.Table;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Tests.Torch;

/// <summary>Networks that guess hidden tokens.</summary>
[Collection("torch")]
public class LanguageTests
{
    private const string Hyperparameters = "epochs: 30, learning-rate: 0.01, width: 32, heads: 2, feed-forward: 64, layers: 1";

    // The last word of a pair follows from its first.
    private static readonly (string First, string Last)[] Pairs = [("salt", "pepper"), ("bread", "butter"), ("cup", "saucer"), ("needle", "thread")];

    [TorchTheory]
    [InlineData("words")]
    [InlineData("pieces")]
    public void Hidden_tokens_are_guessed_from_those_around_them(string tokenizer)
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Csv(300), "  t: { type: text }", Model(Hyperparameters, tokenizer));
        using (exported)
        {
            var answers = Assert.IsType<LanguageAnswers>(exported.Predict(rows, CancellationToken.None));
            double Of(string metric, LanguageAnswers own) => MetricFactory.Create(metric, own, bench.Spec!.Evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, own.Count)]);

            var constant = Assert.IsType<LanguageAnswers>(ConstantModel.Of(answers, [], bench.Outcome!.Facts["prior"]!.AsArray(), 0));
            Assert.InRange(Of("masked-accuracy", answers), Of("masked-accuracy", constant) + 0.2, 1);
            Assert.InRange(Of("perplexity", answers), 1, Of("perplexity", constant) / 2);
        }

        Assert.InRange(bench.Outcome!.Facts["difference"]!.GetValue<double>(), 0, 1e-4);
    }

    [TorchFact]
    public void Texts_without_hidden_tokens_are_answered_too()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        var (rows, exported) = bench.Train(Csv(40), "  t: { type: text }", Model("epochs: 1, width: 8, heads: 2, feed-forward: 8", "words"));
        using (exported)
        {
            LanguageAnswers Answer(params string?[] texts) => exported.Language(new DataTable(texts.Length, [new ColumnData(rows["t"].Column, null, null, null, texts, null)]), CancellationToken.None);

            var none = Answer("", null, "salt");
            Assert.All(none.Hidden, Assert.Empty);
            Assert.Equal([0, 0, 0], none.Losses);
            Assert.NotEmpty(Answer("", "salt and pepper and bread and butter").Hidden[1]);
        }
    }

    [TorchFact]
    public void Others_start_from_a_network_that_guessed_tokens()
    {
        using var bench = new Bench { Torch = new InProcessTorch() };
        bench.Train(Csv(100), "  t: { type: text }", Model("epochs: 2, width: 16, heads: 2, feed-forward: 32", "pieces")).Model.Dispose();
        var start = bench.Outcome!.Outputs.Single(o => o.Name == "network").Blob;
        bench.Train(
            Csv(100).Replace("id,t", "id,t,y", StringComparison.Ordinal).Replace("\"\n", "\",1\n", StringComparison.Ordinal),
            "  t: { type: text }\n  y: { type: number }",
            $"task: regression\ntarget: y\ntrainer: {{ type: torch, family: transformer, pretrained: {{ model: m, digest: {start.Hex} }}, freeze: [embedding], hyperparameters: {{ epochs: 1, width: 16, heads: 2, feed-forward: 32 }} }}\nevaluation: {{ metrics: [mae] }}").Model.Dispose();
        var (before, after) = (SafeTensors.Read(bench.Blob(start)), SafeTensors.Read(bench.Blob(bench.Outcome!.Outputs.Single(o => o.Name == "network").Blob)));
        Assert.Equal(before["embedding.weight"].Values, after["embedding.weight"].Values);
        Assert.NotEqual(before["output.weight"].Shape, after["output.weight"].Shape);
    }

    [Fact]
    public void Every_place_of_a_text_is_asked_for_as_lengths_go_on()
    {
        var asked = Enumerable.Range(20, 7).SelectMany(length => Enumerable.Range(0, 20).Where(place => HiddenTokens.IsHidden(TextTokens.Reserved, place, length))).Distinct().Count();
        Assert.Equal(20, asked);
        Assert.All(Enumerable.Range(0, 20), place => Assert.False(HiddenTokens.IsHidden(TextTokens.Unknown, place, 20)));
    }

    private static string Model(string hyperparameters, string tokenizer) =>
        $"task: masked-language-modeling\ntarget: t\nfeatures: {{ encode: {{ t: {{ type: tokens, tokenizer: {tokenizer}, characters: [] }} }} }}\ntrainer: {{ type: torch, family: transformer, early-stopping: {{ metric: perplexity }}, hyperparameters: {{ {hyperparameters} }} }}\nevaluation: {{ metrics: [perplexity, masked-accuracy] }}";

    private static string Csv(int rows)
    {
        var random = new Random(9);
        return "id,t\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
            $"{i},\"{string.Join(' ', Enumerable.Range(0, random.Next(2, 6)).Select(_ => Pairs[random.Next(4)]).Select(p => $"{p.First} and {p.Last}"))}\"\n"));
    }
}
