using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Acceptance.Tests;

/// <summary>The page for reviewers, as a file and in a real browser.</summary>
public class ReportTests
{
    [Fact]
    public void A_report_has_a_page_for_a_comment_one_for_a_browser_its_figures_and_its_curves()
    {
        using var user = Changed();
        var run = user.Type("report", "--output", "out");
        Assert.Equal(3, run.Code);
        Assert.Equal(["report.html", "report.json", "report.md", "tumor-screening-calibration.svg", "tumor-screening-roc.svg"], Directory.GetFiles(user.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var page = user.Read("out/report.md");
        Assert.StartsWith("## ❌ 1 of 1 model is kept back\n", page, StringComparison.Ordinal);
        Assert.Contains("trainer.hyperparameters.l2: 1.152 → 300", page, StringComparison.Ordinal);
        Assert.Contains("xychart-beta", page, StringComparison.Ordinal);
        Assert.Contains($"lepton report tumor-screening --baseline {user.Git("rev-parse", "HEAD")}", page, StringComparison.Ordinal);

        // The same again: the same bytes, and by JSON the same figures.
        Assert.Equal(3, user.TypeIn("models", "report", "--output", "../again").Code);
        Assert.Equal(Timeless(user.Read("out/report.html")), Timeless(user.Read("again/report.html")));
        var json = JsonNode.Parse(user.Type("report", "--json").Out)!;
        Assert.Equal(("lepton/report/v1", "blocked"), ((string)json["schema"]!, (string)json["verdict"]!));
    }

    [Theory]
    [InlineData(1200, 900, false)]
    [InlineData(390, 800, false)]
    [InlineData(1200, 900, true)]
    public async Task A_browser_draws_it_on_a_desk_on_a_phone_and_in_the_dark(int width, int height, bool dark)
    {
        using var user = Changed();
        user.Type("report", "--output", "out");

        // What a person would do by keyboard: open what is closed, walk along a curve.
        user.Write("out/probe.html", user.Read("out/report.html").Replace("</body>", """
            <script>
            addEventListener("load", () => setTimeout(() => {
              const canvas = document.querySelector("canvas");
              canvas.focus();
              canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
              const probe = document.createElement("pre");
              probe.id = "probe";
              probe.textContent = JSON.stringify({
                focused: document.activeElement === canvas,
                said: document.getElementById("said").textContent,
                wide: document.documentElement.scrollWidth > innerWidth,
                page: getComputedStyle(document.body).backgroundColor,
                drawn: [...document.querySelectorAll("details[open] canvas")].map(c => c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v > 0)),
                outside: performance.getEntriesByType("resource").length
              });
              document.body.appendChild(probe);
            }, 300));
            </script></body>
            """, StringComparison.Ordinal));
        List<string> options = ["--headless=new", "--no-sandbox", "--disable-gpu", $"--window-size={width},{height}", "--virtual-time-budget=5000", $"--user-data-dir={user.File("browser")}", "--dump-dom", $"--screenshot={user.File("picture.png")}", $"file://{user.File("out/probe.html")}"];
        if (dark)
        {
            options.Insert(0, "--blink-settings=preferredColorScheme=0");
        }

        using var browser = Process.Start(new ProcessStartInfo("chromium", options) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = browser.StandardError.ReadToEndAsync();
        var dom = await browser.StandardOutput.ReadToEndAsync();
        await browser.WaitForExitAsync();
        var found = Regex.Match(dom, "<pre id=\"probe\">(.*?)</pre>");
        Assert.True(found.Success, await errors);
        var probe = JsonNode.Parse(System.Net.WebUtility.HtmlDecode(found.Groups[1].Value))!;
        Assert.True((bool)probe["focused"]!);
        Assert.Matches("(base|candidate): finds [0-9.]+ at a false alarm rate of [0-9.]+", (string)probe["said"]!);
        Assert.False((bool)probe["wide"]!, "the page must not scroll sideways");
        Assert.Equal(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)", (string)probe["page"]!);
        Assert.Equal([true, true], probe["drawn"]!.AsArray().Select(d => (bool)d!));
        Assert.Equal(0, (int)probe["outside"]!);
    }

    [Fact]
    public void Words_of_specs_cannot_become_markup()
    {
        using var user = Changed();
        user.Edit("models/tumor-screening.yaml", "  metrics: [auc, log-loss, accuracy, brier, ece]", "  metrics: [auc]\n  slices: [{ name: \"<img src=x onerror=alert(1)> | @everyone [x](http://evil.example)\", where: mean_radius > 10 }]");
        user.Edit("models/tumor-screening.yaml", "description: Tells", "description: </script><script>alert(1)</script> Tells");
        Assert.Equal(3, user.Type("report", "--output", "out").Code);
        Assert.DoesNotContain("<img", user.Read("out/report.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", user.Read("out/report.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("[x](", user.Read("out/report.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", user.Read("out/report.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", user.Read("out/report.html"), StringComparison.Ordinal);
    }

    // Without how long steps took, and whether they were run.
    private static string Timeless(string page) => Regex.Replace(page, @"(data|train|evaluate|gate|compare|cost) [0-9.]+ (s|min|h)( \(reused\))?", "$1");

    private static User Changed()
    {
        var user = User.WithSamples();
        foreach (var spec in Directory.GetFiles(user.File("models"), "*.yaml").Where(f => !Path.GetFileName(f).StartsWith("tumor-screening.", StringComparison.Ordinal)))
        {
            File.Delete(spec);
        }

        user.Edit("models/tumor-screening.yaml", "gates:\n", "gates:\n  - { metric: auc, against: baseline, margin: 0.02, on-missing-baseline: first-run }\n");
        user.Write(".gitignore", ".lepton\nout\nagain\nbrowser\n*.png\n");
        user.Git("init", "-q", "-b", "main");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/tumor-screening.yaml", "l2: 1.152 ", "l2: 300 ");
        return user;
    }
}
