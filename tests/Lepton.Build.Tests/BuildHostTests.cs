using System.Text.Json.Nodes;
using Nuke.Common;
using Nuke.Common.Execution;
using Assert = Xunit.Assert;

namespace Lepton.Build.Tests;

public class BuildHostTests
{
    [Fact]
    public void A_target_runs_after_what_it_depends_on()
    {
        var (code, output, _) = Run("Test");
        Assert.Equal(0, code);
        Assert.Equal(["Restore", "Compile", "Test"], Ran(output));
    }

    [Fact]
    public void Without_a_target_the_default_runs() => Assert.Equal(["Restore", "Compile"], Ran(Run().Output));

    [Fact]
    public void Several_targets_run_in_order_and_once_each() => Assert.Equal(["Clean", "Restore", "Compile", "Test"], Ran(Run("Test", "Clean", "compile").Output));

    [Theory]
    [InlineData("--no-such-switch")]
    [InlineData("NoSuchTarget")]
    [InlineData("--level", "high")]
    [InlineData("--profile", "none")]
    public void What_is_not_there_exits_2(params string[] arguments)
    {
        var (code, _, error) = Run(arguments);
        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_failure_exits_1_and_stops_what_comes_after()
    {
        var (code, output, error) = Run("After");
        Assert.Equal(1, code);
        Assert.Contains("Broken: error: it is broken", error, StringComparison.Ordinal);
        Assert.Contains("NotRun", Row(output, "After"), StringComparison.Ordinal);
        Assert.Contains("Succeeded", Row(output, "Always"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_sets_the_exit_code_decides_it() => Assert.Equal(3, Run("Gate").Code);

    [Fact]
    public void A_target_that_is_up_to_date_is_skipped_with_the_reason()
    {
        var (code, output, _) = Run("Fresh");
        Assert.Equal(0, code);
        Assert.Contains("not SourcesChanged", Row(output, "Fresh"), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_come_from_switches_before_files()
    {
        var (_, output, _) = Run("Show", "--level", "5", "--names", "a", "b");
        Assert.Contains("Level 5 names a+b", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Skip_leaves_out_what_is_named() => Assert.Equal(["Compile", "Test"], Ran(Run("Test", "--skip", "Restore").Output));

    [Fact]
    public void Skip_without_names_leaves_only_what_is_invoked() => Assert.Equal(["Test"], Ran(Run("Test", "--skip").Output));

    [Fact]
    public void The_plan_is_printed_and_nothing_runs()
    {
        var (code, output, _) = Run("Test", "--plan");
        Assert.Equal(0, code);
        Assert.Equal("Restore\nCompile -> Restore\nTest -> Compile\n", output.ReplaceLineEndings("\n"));
        var json = JsonNode.Parse(Run("Test", "--plan", "--json").Output)!;
        Assert.Equal(["Restore", "Compile", "Test"], json["targets"]!.AsArray().Select(t => (string)t!["name"]!));
    }

    [Fact]
    public void Help_lists_targets_and_parameters()
    {
        var output = Run("--help").Output;
        Assert.Contains("Compile (default)", output, StringComparison.Ordinal);
        Assert.Contains("--level", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Always", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_exits_2() => Assert.Equal(2, Run("Chicken").Code);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = BuildHost.Run(() => new Specimen(output), ["Compile"], arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static List<string> Ran(string output) => [.. output.Split('\n').Where(l => l.StartsWith("ran ", StringComparison.Ordinal)).Select(l => l[4..].Trim())];

    private static string Row(string output, string target) => output.Split('\n').First(l => l.StartsWith(target + " ", StringComparison.Ordinal));

    private sealed class Specimen(TextWriter output) : NukeBuild
    {
        [Parameter("How much")]
        public int Level = 1;

        [Parameter]
        public string[] Names = [];

        public Target Clean => _ => _.Before(Restore).Executes(() => Say("Clean"));

        public Target Restore => _ => _.Executes(() => Say("Restore"));

        public Target Compile => _ => _.DependsOn(Restore).Executes(() => Say("Compile"));

        public Target Test => _ => _.DependsOn(Compile).Executes(() => Say("Test"));

        public Target Broken => _ => _.Triggers(Always).Executes(() => Break("it is broken"));

        public Target After => _ => _.DependsOn(Broken).Executes(() => Say("After"));

        public Target Always => _ => _.Unlisted().AssuredAfterFailure().Executes(() => Say("Always"));

        public Target Gate => _ => _.Executes(() => ExitCode = 3);

        public Target Fresh => _ => _.OnlyWhenDynamic(() => SourcesChanged).Executes(() => Say("Fresh"));

        public Target Show => _ => _.Executes(() => output.WriteLine($"Level {Level} names {string.Join('+', Names)}"));

        public Target Chicken => _ => _.DependsOn(Egg);

        public Target Egg => _ => _.DependsOn(Chicken);

        private static bool SourcesChanged => false;

        private static void Break(string message) => Nuke.Common.Assert.Fail(message);

        private void Say(string name) => output.WriteLine("ran " + name);
    }
}
