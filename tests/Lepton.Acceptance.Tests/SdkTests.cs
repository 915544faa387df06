using System.Globalization;

namespace Lepton.Acceptance.Tests;

/// <summary>Models in dotnet build, in projects outside of the repository.</summary>
public sealed class SdkTests(SdkFixture sdk) : IClassFixture<SdkFixture>
{
    private const string Program = """
        using Shop;

        using var model = HousePrice.Load();
        var rows = new HousePriceInput[] { new() { Area = 80, Rooms = 3, District = "north" }, new() { Area = 50.5f, Rooms = 1, District = null } };
        foreach (var row in rows)
        {
            Console.WriteLine(model.Predict(row).Price.ToString("R"));
        }

        var batch = model.PredictBatch(rows);
        Console.WriteLine(batch[0] == model.Predict(rows[0]) && batch[1] == model.Predict(rows[1]));
        var same = true;
        Parallel.For(0, 2000, i => same &= model.Predict(rows[i % 2]) == batch[i % 2]);
        Console.WriteLine(same);
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Predict(rows[0]);
        Console.WriteLine(GC.GetAllocatedBytesForCurrentThread() - before <= 200);
        Console.WriteLine(HousePrice.Info.Name + " " + HousePrice.Info.Metrics.ContainsKey("rmse"));
        """;

    [Fact]
    public void A_build_trains_what_is_needed_and_the_app_calls_the_model()
    {
        using var user = sdk.Project(Program);
        var build = Build(user);
        Assert.True(build.Code == 0, build.ToString());
        Assert.Contains("train house-price done", build.Out, StringComparison.Ordinal);
        var app = User.Wait(user.Start("dotnet", [user.File("bin/Debug/net10.0/app.dll")]));
        Assert.True(app.Code == 0, app.ToString());
        user.Write("rows.csv", "area,rooms,district\n80,3,north\n50.5,1,\n");
        var expected = user.Type("predict", "house-price", "rows.csv").Out.Split('\n')[1..3];
        var lines = app.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Select(Number), lines[..2].Select(Number));
        Assert.Equal(["True", "True", "True", "house-price True"], lines[2..]);

        // Nothing changed, or only touched: nothing is trained.
        var written = File.GetLastWriteTimeUtc(user.File("bin/Debug/net10.0/app.dll"));
        File.SetLastWriteTimeUtc(user.File("models/house-price.yaml"), DateTime.UtcNow);
        Assert.DoesNotContain(" done ", Build(user).Out, StringComparison.Ordinal);
        Assert.Contains("1 models up to date, no process was started", Build(user, "-v:d").Out, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(user.File("bin/Debug/net10.0/app.dll")));

        // A changed hyperparameter trains, and the app refuses the old model no more than it has it.
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 4 ");
        Assert.Contains("train house-price done", Build(user).Out, StringComparison.Ordinal);
        Assert.NotEqual(lines[0], User.Wait(user.Start("dotnet", [user.File("bin/Debug/net10.0/app.dll")])).Out.Split('\n')[0]);
    }

    [Fact]
    public void Bad_specs_data_and_gates_are_errors_at_their_lines()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, Build(user).Code);
        var (locked, model) = (user.Read("models/house-price.lock.yaml"), File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));

        user.Edit("models/house-price.yaml", "metrics:", "metricks:");
        var spec = Build(user);
        Assert.Equal(1, spec.Code);
        Assert.Contains("models/house-price.yaml(12,3): Lepton error LPT1007: unknown key 'metricks'", spec.Out, StringComparison.Ordinal);

        user.Edit("models/house-price.yaml", "metricks:", "metrics:");
        user.Edit("models/house-price.yaml", "{ metric: r2, min: 0.8 }", "{ metric: r2, min: 0.99 }");
        var gate = Build(user);
        Assert.Equal(1, gate.Code);
        Assert.Contains("models/house-price.yaml(14,24): Lepton error LPT4002: r2 is below 0.99", gate.Out, StringComparison.Ordinal);
        Assert.Equal(locked, user.Read("models/house-price.lock.yaml"));
        Assert.Equal(model, File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));

        user.Edit("data-specs/houses.yaml", "rows: { min: 100 }", "rows: { min: 1000 }");
        Assert.Contains("data-specs/houses.yaml(17,11): Lepton error LPT2012", Build(user).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_design_time_build_generates_code_and_does_nothing_else()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Type("train").Code);
        Directory.Delete(user.File(".lepton"), recursive: true);
        Assert.Equal(0, DotNet(user, "restore").Code);
        var build = DotNet(user, "msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true");
        Assert.True(build.Code == 0, build.ToString());
        Assert.True(File.Exists(user.File("obj/Debug/net10.0/lepton/HousePrice.g.cs")));
        Assert.False(Directory.Exists(user.File(".lepton")));

        // Never training means: the lock's model, or an error with the way out.
        var never = Build(user, "-p:LeptonTrainOnBuild=never");
        Assert.Equal(1, never.Code);
        Assert.Contains("error LPT7004: the model house-price of the lock is not in the store: lepton train house-price", never.Out, StringComparison.Ordinal);
        Assert.Contains("error LPT7001", Build(user, "-p:LeptonTrainOnBuild=sometimes").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_from_the_data_is_a_compile_error_in_the_app()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, Build(user).Code);
        user.Edit("data-specs/houses.yaml", "SELECT id, area, rooms, district, price FROM files", "SELECT id, area, rooms, price FROM files");
        user.Edit("data-specs/houses.yaml", "  district: { type: category }\n", string.Empty);
        var build = Build(user);
        Assert.Equal(1, build.Code);
        Assert.Contains("error CS0117: 'HousePriceInput' does not contain a definition for 'District'", build.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/no-such.yaml", "error LPT1001")]
    [InlineData("data-specs/houses.yaml", "error LPT7005|error LPT1011|error LPT1027|is not|error LPT")]
    public void A_spec_that_is_not_there_or_no_models_is_refused(string model, string expected)
    {
        using var user = sdk.Project("Console.WriteLine();", model: model);
        var build = Build(user);
        Assert.Equal(1, build.Code);
        Assert.Matches(expected, build.Out);
    }

    [Fact]
    public void A_command_that_is_missing_says_what_to_do()
    {
        using var user = sdk.Project(Program);
        var build = Build(user, "-p:LeptonCommand=/nowhere/lepton.dll");
        Assert.Equal(1, build.Code);
        Assert.Contains("error LPT7002: the lepton command is not at '/nowhere/lepton.dll'", build.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--self-contained", "false")]
    [InlineData("--self-contained", "false", "-p:PublishSingleFile=true")]
    [InlineData("--self-contained", "true", "-p:PublishTrimmed=true", "-p:TreatWarningsAsErrors=true")]
    [InlineData("--self-contained", "true", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true")]
    public void A_published_app_has_its_model(params string[] options)
    {
        using var user = sdk.Project(Program, withOtherFeeds: true);
        var publish = DotNet(user, ["publish", "-r", "linux-x64", "-o", user.File("out"), .. options]);
        Assert.True(publish.Code == 0, publish.ToString());
        Assert.True(File.Exists(user.File("out/models/house-price.onnx")));
        var app = User.Wait(user.Start(user.File("out/app"), []));
        Assert.True(app.Code == 0 && app.Out.EndsWith("house-price True\n", StringComparison.Ordinal), app.ToString());
    }

    [Fact]
    public void Folders_with_spaces_and_other_letters_work()
    {
        using var user = sdk.Project(Program);
        Directory.CreateDirectory(user.File("my häuser"));
        foreach (var entry in new[] { "app.csproj", "Program.cs", "nuget.config", "lepton.yaml", "models", "data-specs", "data", "Directory.Build.props" })
        {
            Directory.Move(user.File(entry), user.File(Path.Combine("my häuser", entry)));
        }

        var build = User.Wait(user.Start("dotnet", ["build", "-nologo", "-nodeReuse:false"], "my häuser"));
        Assert.True(build.Code == 0, build.ToString());
        Assert.Equal(0, User.Wait(user.Start("dotnet", [user.File("my häuser/bin/Debug/net10.0/app.dll")])).Code);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Run Build(User user, params string[] options) => DotNet(user, ["build", .. options]);

    private static Run DotNet(User user, params string[] arguments) => User.Wait(user.Start("dotnet", [arguments[0], "-nologo", "-nodeReuse:false", .. arguments[1..]]));
}
