using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

public class CommandTests
{
    [Theory]
    [InlineData("train", "no-such-*")]
    [InlineData("train", "--no-such-flag")]
    [InlineData("no-such-command")]
    [InlineData("train", "--cores", "x")]
    [InlineData("train", "--cores", "0")]
    [InlineData("train", "--cores")]
    [InlineData("diff")]
    [InlineData("diff", "--no-such-flag", "HEAD")]
    [InlineData("diff", "a", "b", "c")]
    [InlineData("why", "--baseline")]
    [InlineData("cache")]
    [InlineData("cache", "push", "--no-such-flag")]
    [InlineData("cache", "pull", "no-such-model")]
    [InlineData("cache", "gc", "--no-such-flag")]
    [InlineData("predict", "house-price")]
    [InlineData("predict", "no-such-model", "data/houses.csv")]
    [InlineData("predict", "house-price", "no-such.csv")]
    [InlineData("schema", "nonsense")]
    [InlineData("train", "-s", "trainer.hyperparameters.l2=much")]
    public void Bad_usage_exits_2_and_says_what_is_wrong(params string[] arguments)
    {
        using var user = User.WithExample();
        var run = user.Type(arguments);
        Assert.Equal(2, run.Code);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("train", "-v")]
    [InlineData("cache", "pull")]
    public void A_bad_variable_is_told_without_a_stack_trace(params string[] arguments)
    {
        using var user = User.WithExample();
        user.UseRemote("127.0.0.1:9");
        user.Variables["LEPTON_REMOTE"] = "yes";
        var run = user.Type(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains("error LPT1032: the environment variable LEPTON_REMOTE is 'yes'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_begins_with_dashes_may_follow_two_dashes()
    {
        using var user = User.WithExample();
        Assert.Contains("LPT1031", user.Type("train", "--odd").Error, StringComparison.Ordinal);
        Assert.Contains("LPT1026: no model matches '--odd'", user.Type("train", "--", "--odd").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_work_from_any_folder_and_paths_are_relative_to_it()
    {
        using var user = User.WithExample();
        user.Edit("models/house-price.yaml", "l2: 1", "l2: -1");
        var run = user.TypeIn("data-specs", "validate");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("../models/house-price.yaml(", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate", "lepton/validate/v1")]
    [InlineData("plan", "lepton/plan/v1")]
    [InlineData("status", "lepton/status/v1")]
    [InlineData("doctor", "lepton/doctor/v1")]
    [InlineData("gate", "lepton/gate/v1")]
    [InlineData("evaluate", "lepton/evaluate/v1")]
    public void Json_is_one_document_alone_on_standard_output(string command, string schema)
    {
        using var user = User.WithExample();
        Assert.Equal(schema, (string)JsonNode.Parse(user.Type(command, "--json").Out)!["schema"]!);
    }

    [Fact]
    public void Events_are_JSON_lines()
    {
        using var user = User.WithExample();
        var events = user.Type("train", "--events").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (string)JsonNode.Parse(l)!["event"]!).ToList();
        Assert.Equal("run-started", events[0]);
        Assert.Equal("run-finished", events[^1]);
        Assert.Contains("step-finished", events);
    }

    [Fact]
    public void Output_that_goes_elsewhere_has_no_escape_codes()
    {
        using var user = User.WithExample();
        var run = user.Type("train", "-v");
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
    }

    [Fact]
    public void Plan_and_status_tell_what_train_would_do()
    {
        using var user = User.WithExample();
        Assert.Contains("1 would run", user.Type("plan").Out, StringComparison.Ordinal);
        Assert.Equal(1, user.Type("status", "--exit-code").Code);
        Assert.Equal(0, user.Type("status").Code);
        user.Type("train");
        Assert.Contains("0 would run", user.Type("plan").Out, StringComparison.Ordinal);
        Assert.Equal(0, user.Type("status", "--exit-code").Code);
    }

    [Theory]
    [InlineData("houses.csv", "area,rooms,district\n50,2,north\n100,4,nowhere\n")]
    [InlineData("houses.jsonl", "{\"area\":50,\"rooms\":2,\"district\":\"north\"}\n{\"area\":100,\"rooms\":4,\"district\":null}\n")]
    public void Predict_answers_the_rows_of_a_file(string name, string content)
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Write(name, content);
        var run = user.Type("predict", "house-price", name);
        Assert.Equal(0, run.Code);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("price", lines[0]);
        Assert.True(double.Parse(lines[1]) < double.Parse(lines[2]));
    }

    [Fact]
    public void Predict_names_what_the_file_lacks()
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Write("few.csv", "area\n5\n");
        var run = user.Type("predict", "house-price", "few.csv");
        Assert.Equal(1, run.Code);
        Assert.Contains("'rooms'", run.Error, StringComparison.Ordinal);
        Assert.Contains("'district'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_makes_the_same_folder_each_time_and_none_of_a_model_that_is_blocked()
    {
        using var user = User.WithExample();
        var run = user.Type("pack", "-o", "out");
        Assert.True(run.Code == 0, run.ToString());
        Assert.EndsWith("house-price is in out/house-price\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, User.Wait(user.Start("sha256sum", ["--check", "--strict", "--quiet", "checksums.txt"], "out/house-price")).Code);
        var first = Directory.GetFiles(user.File("out/house-price")).ToDictionary(f => f, File.ReadAllBytes);
        Directory.Delete(user.File(".lepton"), recursive: true);
        Assert.Equal(0, user.Type("pack", "-o", "out").Code);
        Assert.Equal(first.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(user.File("out/house-price")).Order(StringComparer.Ordinal));
        Assert.All(first, f => Assert.Equal(f.Value, File.ReadAllBytes(f.Key)));
        Assert.Equal([user.File("out/house-price")], Directory.GetFileSystemEntries(user.File("out")));

        user.Edit("models/house-price.yaml", "{ metric: r2, min: 0.8 }", "{ metric: r2, min: 0.99 }");
        Assert.Equal(3, user.Type("pack", "-o", "other").Code);
        Assert.False(Directory.Exists(user.File("other")));
    }

    [Fact]
    public void Several_packs_into_one_folder_take_turns_and_clear_what_a_dead_one_left()
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Write("out/.house-price.tmp/model.onnx", "half");
        user.Write("out/.house-price.old/model.onnx", "old");
        var packs = Enumerable.Range(0, 6).Select(_ => user.Start(User.Command, ["pack", "-o", "out"])).ToList();
        Assert.All(packs, p =>
        {
            var run = User.Wait(p);
            Assert.True(run.Code == 0, run.ToString());
        });
        Assert.Equal([user.File("out/house-price")], Directory.GetFileSystemEntries(user.File("out")));
        Assert.Equal(0, User.Wait(user.Start("sha256sum", ["--check", "--strict", "--quiet", "checksums.txt"], "out/house-price")).Code);
    }

    [Fact]
    public void A_changed_meaning_of_a_column_is_in_the_lock_and_retrains_nothing()
    {
        using var user = User.WithExample();
        user.Type("train");
        user.Edit("data-specs/houses.yaml", "unit: m2, min: 0 }", "unit: m2, min: 0, description: without balconies }");
        var run = user.Type("train");
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("done in", run.Out + run.Error, StringComparison.Ordinal);
        Assert.Contains("description: \"without balconies\"", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);
        Assert.Equal("1 of 1 models up to date\n", user.Type("train").Out);
    }

    [Fact]
    public void Engines_report_to_nobody_and_leave_the_users_home_alone()
    {
        using var user = User.WithExample();
        Directory.CreateDirectory(user.File("home"));
        user.Variables["HOME"] = user.File("home");
        Assert.Equal(0, user.Type("train").Code);
        Assert.Empty(Directory.EnumerateFiles(user.File("home"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Every_command_has_help()
    {
        using var user = new User();
        foreach (var command in new[] { "init", "validate", "plan", "train", "evaluate", "gate", "predict", "status", "doctor", "schema" })
        {
            var run = user.Type(command, "--help");
            Assert.True(run.Code == 0 && run.Out.Contains("Usage:", StringComparison.Ordinal), command);
        }
    }
}
