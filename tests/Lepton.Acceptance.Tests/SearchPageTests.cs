using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Acceptance.Tests;

/// <summary>The page of a search, as a browser draws it.</summary>
public sealed class SearchPageTests : IDisposable
{
    private const string Spec = """
        apiVersion: lepton/v1
        kind: Search
        name: trees
        model: house-price
        space:
          learning-rate: { min: 0.02, max: 0.4, scale: log }
          grow-policy: { choices: [depthwise, lossguide] }
          max-leaves: { min: 4, max: 64, when: { grow-policy: lossguide } }
        objective: rmse
        trials: 14

        """;

    private readonly User user = User.WithExample();

    public SearchPageTests()
    {
        user.Edit("models/house-price.yaml", "type: linear", "type: xgboost");
        user.Edit("models/house-price.yaml", "{ l2: 1 }", "{ rounds: 40 }\n  early-stopping: { metric: rmse, patience: 10 }");
    }

    [Theory]
    [InlineData("objective: rmse", 1200, false, new[] { "parallel", "importance-0", "history-0", "curve-0" })]
    [InlineData("objective: rmse", 390, true, new[] { "parallel", "importance-0", "history-0", "curve-0" })]
    [InlineData("objective: [rmse, size]", 1200, false, new[] { "front", "parallel", "importance-0", "importance-1", "history-0", "history-1", "curve-0" })]
    [InlineData("objective: rmse\nmethod: asha\nrungs: { min: 10 }", 1200, false, new[] { "parallel", "history-0", "curve-0", "curve-1" })]
    public async Task A_browser_draws_all_of_it(string objective, int width, bool dark, string[] canvases)
    {
        user.Write("models/house.search.yaml", Spec.Replace("objective: rmse", objective, StringComparison.Ordinal));
        Good(user.Type("search", "trees", "--dry-run", "-o", "out/trees.html"));
        user.Write("out/probe.html", user.Read("out/trees.html").Replace("</body>", """
            <script>
            addEventListener("load", () => setTimeout(() => {
              const canvas = document.getElementById("parallel");
              canvas.focus();
              canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
              document.querySelectorAll("input").forEach(box => box.click());
              const probe = document.createElement("pre");
              probe.id = "probe";
              probe.textContent = JSON.stringify({
                said: document.getElementById("said").textContent,
                wide: document.documentElement.scrollWidth > innerWidth,
                page: getComputedStyle(document.body).backgroundColor,
                canvases: [...document.querySelectorAll("canvas")].map(c => c.id),
                drawn: [...document.querySelectorAll("canvas")].map(c => c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v > 0)),
                outside: performance.getEntriesByType("resource").length
              });
              document.body.appendChild(probe);
            }, 300));
            </script></body>
            """, StringComparison.Ordinal));
        List<string> options = ["--headless=new", "--no-sandbox", "--disable-gpu", $"--window-size={width},900", "--virtual-time-budget=5000", $"--user-data-dir={user.File("browser")}", "--dump-dom", $"file://{user.File("out/probe.html")}"];
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
        Assert.Matches("^trial [0-9-]+: rmse [0-9.]+.*; learning-rate [0-9.]+", (string)probe["said"]!);
        Assert.False((bool)probe["wide"]!, "the page must not scroll sideways");
        Assert.Equal(dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)", (string)probe["page"]!);
        Assert.Equal(canvases, probe["canvases"]!.AsArray().Select(c => (string)c!));
        Assert.All(probe["drawn"]!.AsArray(), d => Assert.True((bool)d!));
        Assert.Equal(0, (int)probe["outside"]!);
    }

    [Fact]
    public void The_same_search_gives_the_same_page_but_for_how_long_it_took()
    {
        user.Write("models/house.search.yaml", Spec);
        Good(user.Type("search", "trees", "--dry-run", "-o", "one.html"));
        Directory.Delete(user.File(".lepton"), recursive: true);
        Good(user.Type("search", "trees", "--dry-run", "-o", "other.html", "-j", "1"));
        Assert.Equal(Timeless(user.Read("one.html")), Timeless(user.Read("other.html")));

        static string Timeless(string page) => Regex.Replace(page, "<td class=\"number\">[0-9.]+</td></tr>", string.Empty);
    }

    [Fact]
    public void Where_no_trial_succeeds_the_page_says_so_and_where_it_cannot_be_written_the_command_does()
    {
        user.Write("models/house.search.yaml", Spec.Replace("trials: 14", "trials: 2", StringComparison.Ordinal));
        Assert.Contains("LPT", user.Type("search", "trees", "--dry-run", "-o", "lepton.yaml/x.html").Error, StringComparison.Ordinal);
        user.Edit("data-specs/houses.yaml", "not-null: [area, rooms, price]", "not-null: [area, rooms, price]\n  - rows: { min: 100000 }");
        Assert.Equal(1, user.Type("search", "trees", "--dry-run", "-o", "none.html").Code);
        Assert.Contains("No trial succeeded", user.Read("none.html"), StringComparison.Ordinal);
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());
}
