using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>lepton worker, as a program starts it.</summary>
public class WorkerTests
{
    [Fact]
    public void A_request_is_done_and_told_of_in_JSON_lines()
    {
        using var user = User.WithExample();
        var run = Ask(user, """{"command":"train","models":["house-price"],"cores":1}""", closeAtOnce: false);
        Assert.True(run.Code == 0, run.ToString());
        var events = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal("run-finished", (string)events[^1]["event"]!);
        Assert.Contains(events, e => (string?)e["step"] == "train house-price" && (string?)e["status"] == "done");
    }

    [Fact]
    public void Bad_specs_are_diagnostics_with_a_place()
    {
        using var user = User.WithExample();
        user.Edit("models/house-price.yaml", "metrics:", "metricks:");
        foreach (var command in new[] { "validate", "train" })
        {
            var run = Ask(user, $$"""{"command":"{{command}}"}""", closeAtOnce: false);
            Assert.Equal(2, run.Code);
            var diagnostic = JsonNode.Parse(run.Out.Split('\n')[0])!["diagnostic"]!;
            Assert.Equal(("LPT1007", 12), ((string)diagnostic["code"]!, (int)diagnostic["line"]!));
        }
    }

    [Fact]
    public void The_end_of_its_input_cancels_it()
    {
        using var user = User.WithExample();
        const string Query = "query: SELECT id, area, rooms, district, price FROM files";

        // Data that take long enough to be interrupted.
        user.Edit("data-specs/houses.yaml", Query, "query: SELECT a.id * 100000 + i AS id, area, rooms, district, price + i AS price FROM files a, range(5000) t(i) ORDER BY id");
        Assert.Equal(130, Ask(user, """{"command":"train"}""", closeAtOnce: true).Code);
        Assert.Empty(user.Leftovers());
        user.Edit("data-specs/houses.yaml", "query: SELECT a.id * 100000 + i AS id, area, rooms, district, price + i AS price FROM files a, range(5000) t(i) ORDER BY id", Query);
        Assert.Equal(0, user.Type("train").Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("""{"command":"rm"}""")]
    [InlineData("""{"models":["a"]}""")]
    public void What_is_no_request_is_refused(string line)
    {
        using var user = User.WithExample();
        Assert.Equal(2, Ask(user, line, closeAtOnce: true).Code);
    }

    private static Run Ask(User user, string line, bool closeAtOnce)
    {
        using var process = user.Start(User.Command, ["worker"]);
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        if (closeAtOnce)
        {
            process.StandardInput.Close();
        }

        return User.Wait(process);
    }
}
