using Lepton.Sdk.Tasks;
using Lepton.Testing;
using Microsoft.Build.Utilities;

namespace Lepton.Sdk.Tests;

/// <summary>Tasks on a fake build engine, with a shell script for the command.</summary>
public sealed class TaskTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeEngine engine = new();

    [Fact]
    public void Diagnostics_of_the_command_are_errors_and_warnings_with_a_place_and_a_page()
    {
        var task = Train("""
            echo '{"event":"diagnostic","diagnostic":{"code":"LPT1007","severity":"error","message":"un{0}known","hint":"look","file":"models/a.yaml","line":3,"column":5}}'
            echo '{"event":"diagnostic","diagnostic":{"code":"LPT6101","severity":"warning","message":"other","hint":null,"file":null,"line":null,"column":null}}'
            exit 2
            """);
        Assert.False(task.Execute());
        var error = Assert.Single(engine.Errors);
        Assert.Equal(("LPT1007", folder.File("models/a.yaml"), 3, 5, "un{0}known. look"), (error.Code, error.File, error.LineNumber, error.ColumnNumber, error.Message));
        Assert.EndsWith("/docs/LPT1007.md", error.HelpLink, StringComparison.Ordinal);
        Assert.Equal("LPT6101", Assert.Single(engine.Warnings).Code);
    }

    [Fact]
    public void The_request_names_the_models_as_JSON()
    {
        Assert.True(Train("head -n 1 > \"$(dirname \"$0\")/request\"", name: "a \\\"b").Execute());
        Assert.StartsWith("{\"command\":\"train\",\"models\":[\"a \\u005c\\u0022b\"],\"cores\":", File.ReadAllText(folder.File("request")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_dies_without_a_word_is_an_error()
    {
        Assert.False(Train("echo oops >&2; exit 139").Execute());
        Assert.Equal(("LPT7003", "lepton ended with exit code 139: oops"), (Assert.Single(engine.Errors).Code, engine.Errors[0].Message));
    }

    [Fact]
    public void A_flood_of_messages_is_cut()
    {
        Assert.True(Train("""yes '{"event":"progress","step":"a","text":"x"}' | head -n 50000""").Execute());
        Assert.InRange(engine.Messages.Count, 10_000, 10_010);
    }

    [Fact]
    public void Lines_that_are_no_events_are_passed_over()
    {
        Assert.True(Train("echo '{'; echo nonsense; echo '[]'; echo '{\"event\":\"step-finished\",\"step\":\"train a\",\"status\":\"done\",\"seconds\":1.5}'").Execute());
        Assert.Contains("train a done in 1.5 s", engine.Messages);
    }

    [Fact]
    public async System.Threading.Tasks.Task Cancelling_ends_a_command_that_hangs()
    {
        // It ends when its input does, as the worker does.
        var task = Train("cat > /dev/null; exit 130");
        var run = System.Threading.Tasks.Task.Run(task.Execute);
        await System.Threading.Tasks.Task.Delay(300);
        Assert.False(run.IsCompleted);
        task.Cancel();
        Assert.False(await run.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("cancelled", Assert.Single(engine.Errors).Message);
    }

    [Fact]
    public void Cancelling_before_the_start_starts_nothing()
    {
        var task = Train("touch \"$(dirname \"$0\")/started\"");
        task.Cancel();
        Assert.False(task.Execute());
        Assert.False(File.Exists(folder.File("started")));
    }

    public void Dispose() => folder.Dispose();

    // A task whose command is a shell script.
    private TrainModels Train(string script, string name = "a")
    {
        var command = folder.Write("command", "#!/bin/bash\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        folder.Write("lepton.yaml", "kind: Workspace\n");
        return new TrainModels { BuildEngine = engine, Models = [new TaskItem(folder.Write("models/a.yaml", $"kind: Model\nname: {name}   # a comment\n"))], Command = command, HelpFolder = folder.File("docs") };
    }
}
