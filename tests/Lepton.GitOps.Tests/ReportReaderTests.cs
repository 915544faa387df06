using System.Text;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Evaluation.Comparisons;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Gates;
using Lepton.Evaluation.Statistics;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Report;
using Lepton.Specs.Models;

namespace Lepton.GitOps.Tests;

public class ReportReaderTests
{
    internal static ChangeReport Example(string message = "auc is 0.93") => new(
        new BaseRevision("origin/main", new string('a', 40)),
        new string('b', 40),
        false,
        [
            new ReportedModel(
                "tumor",
                "a model",
                "auc",
                0.95,
                2,
                ["models/tumor.yaml changed"],
                null,
                [new GateVerdict(0, "auc", "min", Verdict.Pass, OnInconclusive.Fail, message), new GateVerdict(1, "auc against baseline", "margin", Verdict.Inconclusive, OnInconclusive.Warn, "cannot tell")],
                new Dictionary<string, MetricEstimate> { ["auc"] = new(0.93, new Interval(0.9, 0.96), new Interval(0.91, 0.95), 57, "logit", 0.5) },
                new ReportedFolds(5, 3, new Dictionary<string, MetricEstimate> { ["auc"] = new(0.94, new Interval(0.92, 0.96), new Interval(0.93, 0.95), 569, "corrected-t", 0.5) }),
                new ReportedSeeds(4, new Dictionary<string, SeedSpread> { ["auc"] = new(0.93, 0.91, 0.95, 0.01), ["f1"] = new(double.NaN, double.NaN, double.NaN, double.NaN) }),
                [new ComparisonResult("baseline", "sha256:" + new string('c', 64), false, false, null, 114, 1, 3, 110, [Paired("auc")], new Dictionary<string, IReadOnlyList<PairedEstimate>> { ["large cells"] = [Paired("auc")] })],
                new Dictionary<string, string> { ["baseline"] = "origin/main at aaaaaaa" },
                null,
                new Dictionary<string, long> { ["train"] = 400, ["test"] = 114 },
                [new ReportedStep("train", 1.5, true)],
                ("sha256:" + new string('d', 64), 2_000),
                3),
        ],
        ["gone-model"],
        [new ReportedChange("models/tumor.yaml", ["seed: 7 → 8"])],
        [new ReportedChange("tumor", ["rows 569 → 570"])]);

    [Fact]
    public void A_report_that_lepton_wrote_reads_as_the_same_page()
    {
        var report = Example();
        var read = ReportReader.Read(Bytes(ReportJson.Document(report)));
        Assert.Equal(new MarkdownReport(report).Write(), new MarkdownReport(read).Write());
        Assert.Equal(HtmlReport.Write(report), HtmlReport.Write(read));
        Assert.Contains("<h3>Over 5 folds, 3 times</h3>", HtmlReport.Write(read), StringComparison.Ordinal);
        Assert.Contains("<h3>With 4 seeds of training</h3>", HtmlReport.Write(read), StringComparison.Ordinal);
        Assert.Equal(ReportVerdict.Warned, read.Verdict);
    }

    [Fact]
    public void What_it_claims_of_its_verdict_is_concluded_anew()
    {
        var json = ReportJson.Document(Example());
        json["verdict"] = "passed";
        json["headline"] = "all is well";
        json["models"]![0]!["verdict"] = "passed";
        json["models"]![0]!["gates"]![0]!["verdict"] = "fail";
        var read = ReportReader.Read(Bytes(json));
        Assert.Equal(("1 of 1 model is kept back", ReportVerdict.Blocked), (read.Headline, read.Verdict));
    }

    [Theory]
    [InlineData("models/0/name", "\"a</summary><img src=x>\"")]
    [InlineData("models/0/name", "\"a\\n\"")]
    [InlineData("models/0/metric", "\"[link](https://evil.example)\"")]
    [InlineData("models/0/artifact/digest", "\"sha256:x\"")]
    [InlineData("models/0/steps/0/kind", "\"**x**\"")]
    [InlineData("models/0/confidence", "7")]
    [InlineData("models/0/rows", "[]")]
    [InlineData("models/0/gates", "null")]
    [InlineData("models/0/cross-validation", "[]")]
    [InlineData("models/0/cross-validation/folds", "-1")]
    [InlineData("models/0/cross-validation/metrics/auc", "null")]
    [InlineData("models/0/seeds/metrics", "{\"<b>\":{}}")]
    [InlineData("models/0/seeds/metrics/auc/mean", "\"x\"")]
    [InlineData("models/0/seeds/metrics/auc/low", "{}")]
    [InlineData("models/0/comparisons/0/compared", "-1")]
    [InlineData("models/0/comparisons/0/metrics/auc/low", "\"x\"")]
    [InlineData("base/commit", "\"--upload-pack=x\"")]
    [InlineData("head", "\"$(reboot)\"")]
    [InlineData("gone", "{}")]
    [InlineData("schema", "\"lepton/report/v2\"")]
    public void What_is_not_as_lepton_writes_it_is_refused(string path, string value)
    {
        JsonNode json = ReportJson.Document(Example());
        json = JsonNode.Parse(json.ToJsonString())!;
        var steps = path.Split('/');
        var at = json;
        foreach (var step in steps[..^1])
        {
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(value);
        var e = Assert.Throws<DiagnosticException>(() => ReportReader.Read(Bytes(json)));
        Assert.Equal("LPT5011", Assert.Single(e.Diagnostics).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"lepton/report/v1\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void What_is_no_report_at_all_is_refused(string text) =>
        Assert.Equal("LPT5011", Assert.Single(Assert.Throws<DiagnosticException>(() => ReportReader.Read(Encoding.UTF8.GetBytes(text))).Diagnostics).Code);

    [Fact]
    public void Text_that_it_brings_formats_nothing_and_calls_nobody()
    {
        var page = new MarkdownReport(ReportReader.Read(Bytes(ReportJson.Document(Example("<script>x</script> @everyone [a](https://evil.example) ![b](c) #1 | `d`"))))).Write();
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", page, StringComparison.Ordinal);
        Assert.DoesNotContain("](", page.Replace("\\](", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Throws<DiagnosticException>(() => ReportReader.Read(Bytes(ReportJson.Document(Example(new string('x', 3_000))))));
    }

    // Any value of a report in place of any other one: it is read or refused, and nothing else happens.
    [Fact]
    public void Values_that_stand_in_each_other_s_place_are_read_or_refused()
    {
        var text = ReportJson.Document(Example()).ToJsonString();
        var count = Places(JsonNode.Parse(text)!).Count;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j += 7)
            {
                var json = JsonNode.Parse(text)!;
                var places = Places(json);
                var (target, source) = (places[i], places[j]);
                if (target.Parent is JsonObject map)
                {
                    map[target.GetPropertyName()] = source.DeepClone();
                }

                try
                {
                    new MarkdownReport(ReportReader.Read(Bytes(json))).Write();
                }
                catch (DiagnosticException e)
                {
                    Assert.Equal("LPT5011", Assert.Single(e.Diagnostics).Code);
                }
            }
        }
    }

    private static List<JsonNode> Places(JsonNode node)
    {
        List<JsonNode> places = [node];
        foreach (var child in node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] })
        {
            if (child is not null)
            {
                places.AddRange(Places(child));
            }
        }

        return places;
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static PairedEstimate Paired(string metric) => new(metric, 0.9, 0.93, new Interval(-0.01, 0.07), new Interval(0, 0.06), 57, "mover", 0.04, 0.9);
}
