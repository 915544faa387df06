using System.Text.RegularExpressions;

namespace Lepton.Acceptance.Tests;

/// <summary>The ways in which MSBuild can run a project with models.</summary>
public sealed partial class BuildModeTests(SdkFixture sdk) : IClassFixture<SdkFixture>
{
    private const string Program = "System.Console.WriteLine(Shop.HousePrice.Info.Name);";

    [Theory]
    [InlineData("-mt")]
    [InlineData("-graph")]
    [InlineData("-m:2")]
    [InlineData("-nodeReuse:true")]
    public void Every_way_of_building_trains_and_then_has_nothing_to_do(string option)
    {
        using var user = sdk.Project(Program);
        Assert.Contains("train house-price done", Succeed(user.Build(option)), StringComparison.Ordinal);
        Assert.DoesNotContain("done in", Succeed(user.Build(option)), StringComparison.Ordinal);
        Assert.Contains("1 models up to date, no process was started", Succeed(user.Build(option, "-v:d")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_is_answered_and_nothing_is_done()
    {
        using var user = sdk.Project(Program);
        Succeed(user.DotNet("restore"));
        var before = user.DotNet("build", "--no-restore", "-question");
        Assert.Equal(1, before.Code);
        Assert.Contains("error LPT7011: the models house-price are not known to be up to date", before.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(user.File(".lepton")));
        Succeed(user.Build());
        Succeed(user.Build());
        Assert.DoesNotContain("LPT7011", user.DotNet("build", "--no-restore", "-question").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_host_runs_the_tasks_too()
    {
        using var user = sdk.Project(Program);
        user.Write("Directory.Build.targets", """<Project><UsingTask TaskName="Lepton.Sdk.Tasks.TrainModels" AssemblyFile="$(LeptonSdkFolder)tasks/net10.0/Lepton.Sdk.Tasks.dll" TaskFactory="TaskHostFactory" Override="true" /></Project>""");
        var build = Succeed(user.Build("-v:d"));
        Assert.Contains("train house-price done", build, StringComparison.Ordinal);
        Assert.Contains("Launching task \"TrainModels\"", build, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_target_frameworks_train_once()
    {
        using var user = sdk.Project("namespace Shop;", "<OutputType>Library</OutputType><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>");
        user.Edit("app.csproj", "<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>");
        var build = Succeed(user.Build());
        Assert.Single(Regex.Matches(build, "train house-price done"));
        Assert.All(new[] { "net10.0", "net10.0-windows" }, f => Assert.True(File.Exists(user.File($"bin/Debug/{f}/models/house-price.onnx"))));
        Succeed(user.DotNet("pack", "-o", user.File("feed")));
    }

    [Fact]
    public void Clean_removes_what_the_build_made_and_the_next_build_takes_it_from_the_store()
    {
        using var user = sdk.Project(Program);
        Succeed(user.Build());
        Succeed(user.DotNet("clean"));
        Assert.False(Directory.Exists(user.File("obj/Debug/net10.0/lepton")));
        Assert.False(File.Exists(user.File("bin/Debug/net10.0/models/house-price.onnx")));
        Assert.DoesNotContain("done in", Succeed(user.Build()), StringComparison.Ordinal);
        Assert.True(File.Exists(user.File("bin/Debug/net10.0/models/house-price.onnx")));
    }

    [Fact]
    public void A_gate_may_be_a_warning_and_then_the_old_model_stays()
    {
        using var user = sdk.Project(Program);
        Succeed(user.Build());
        var (locked, model) = (user.Read("models/house-price.lock.yaml"), File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));
        user.Edit("models/house-price.yaml", "{ metric: r2, min: 0.8 }", "{ metric: r2, min: 0.99 }");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 9 ");
        Assert.Contains("models/house-price.yaml(14,24): Lepton warning LPT4002: r2 is below 0.99", Succeed(user.Build("-p:LeptonGate=warn")), StringComparison.Ordinal);
        Assert.Equal(locked, user.Read("models/house-price.lock.yaml"));
        Assert.Equal(model, File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));
        Assert.Contains("error LPT7001: LeptonGate is 'no'", user.Build("-p:LeptonGate=no").Out, StringComparison.Ordinal);
        Assert.Contains("error LPT7001: LeptonDevice is 'tpu'", user.Build("-p:LeptonDevice=tpu").Out, StringComparison.Ordinal);
        Assert.Contains("error LPT1033: house-price cannot be trained on cuda", user.Build("-p:LeptonDevice=cuda").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_of_the_project_run_before_and_after_each_step()
    {
        using var user = sdk.Project(Program);
        string[] steps = ["Validate", "Train", "Evaluate", "Gate", "Pack"];
        user.Edit("app.csproj", "</Project>", string.Concat(steps.SelectMany(s => new[] { "Before", "After" }.Select(w => $"""<Target Name="{w}My{s}" {w}Targets="{w}Lepton{s}"><Message Importance="high" Text="mine {w} {s}" /></Target>"""))) + "</Project>");
        var run = Succeed(user.DotNet(["msbuild", "-restore", "-t:" + string.Join(';', steps.Select(s => "Lepton" + s))]));
        Assert.Equal(steps.SelectMany(s => new[] { $"mine Before {s}", $"mine After {s}" }), Mine().Matches(run).Select(m => m.Value));
    }

    [Fact]
    public void Editors_and_dotnet_watch_look_at_what_the_models_stand_on_and_not_at_locks()
    {
        using var user = sdk.Project(Program);
        Succeed(user.Build());
        var watched = Succeed(User.Wait(user.Start("dotnet", ["watch", "--list"]))).Split('\n');
        Assert.All(new[] { "lepton.yaml", "models/house-price.yaml", "data-specs/houses.yaml", "data/houses.csv", "app.csproj" }, f => Assert.Contains(user.File(f), watched));
        Assert.DoesNotContain(watched, l => l.Contains("lock", StringComparison.Ordinal) || l.Contains("/.lepton/", StringComparison.Ordinal));
        var checkedInputs = Succeed(user.DotNet("msbuild", "-t:_LeptonListInputs", "-getItem:UpToDateCheckInput"));
        Assert.Contains("data-specs/houses.yaml", checkedInputs, StringComparison.Ordinal);
        Assert.DoesNotContain("lock", checkedInputs, StringComparison.Ordinal);
    }

    [Fact]
    public void A_binary_log_holds_steps_times_and_metrics()
    {
        using var user = sdk.Project(Program);
        Succeed(user.Build("-bl:log.binlog"));
        var replayed = Succeed(user.DotNet("msbuild", "log.binlog", "-v:diag"));
        Assert.Matches("train house-price done in [0-9.]+ s", replayed);
        Assert.Matches("house-price: r2 = 0\\.9[0-9]+", replayed);
    }

    [Fact]
    public void A_published_build_that_was_not_built_anew_has_its_model()
    {
        using var user = sdk.Project(Program);
        Succeed(user.Build("-c", "Release"));
        Succeed(user.DotNet("publish", "--no-build", "-c", "Release", "-o", user.File("out")));
        Assert.True(File.Exists(user.File("out/models/house-price.onnx")));
    }

    [Fact]
    public void Tests_call_the_model_of_the_project_that_they_test()
    {
        using var user = sdk.Project("namespace Shop;", "<OutputType>Library</OutputType><DefaultItemExcludes>$(DefaultItemExcludes);tests/**</DefaultItemExcludes>", withOtherFeeds: true);
        user.Write("tests/tests.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><IsTestProject>true</IsTestProject></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.0.1" />
                <PackageReference Include="xunit" Version="2.9.3" />
                <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
                <ProjectReference Include="../app.csproj" />
              </ItemGroup>
            </Project>
            """);
        user.Write("tests/PriceTests.cs", """
            using Shop;
            using Xunit;

            public class PriceTests
            {
                [Fact]
                public void Larger_is_dearer()
                {
                    using var model = HousePrice.Load();
                    Assert.True(model.Predict(new HousePriceInput { Area = 90, Rooms = 3, District = "north" }).Price > model.Predict(new HousePriceInput { Area = 40, Rooms = 3, District = "north" }).Price);
                }
            }
            """);
        var test = user.DotNet("test", "tests/tests.csproj");
        Assert.True(test.Code == 0, test.ToString());
        Assert.Matches("Passed: +1|passed: 1|succeeded: 1", test.Out);
    }

    [Fact]
    public void The_tutorials_commands_do_what_it_says()
    {
        using var user = new User();
        SdkFixture.UseFeeds(user, sdk.Packages, "<clear />");
        user.Variables["DOTNET_CLI_HOME"] = user.File("home");
        user.Variables["FEED"] = SdkFixture.Feed;
        var folder = string.Empty;
        foreach (var (command, exit, shown) in ConsoleBlocks.Read(Testing.Repository.File("docs", "tutorial.md")))
        {
            var run = User.Wait(user.Start("bash", ["-c", command.Replace("dotnet new install Lepton.Templates", "dotnet new install \"$FEED\"/Lepton.Templates.*.nupkg", StringComparison.Ordinal)], folder));
            Assert.True(run.Code == exit, $"{command}: {run}");
            Assert.All(shown, l => Assert.Contains(l, run.Out + run.Error, StringComparison.Ordinal));
            folder = command.StartsWith("cd ", StringComparison.Ordinal) ? command[3..] : folder;
        }
    }

    private static string Succeed(Run run)
    {
        Assert.True(run.Code == 0, run.ToString());
        return run.Out;
    }

    [GeneratedRegex("mine [A-Za-z]+ [A-Za-z]+")]
    private static partial Regex Mine();
}
