using System.Globalization;
using Lepton.Testing;

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
        var build = user.Build();
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
        Assert.DoesNotContain(" done ", user.Build().Out, StringComparison.Ordinal);
        Assert.Contains("1 models up to date, no process was started", user.Build("-v:d").Out, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(user.File("bin/Debug/net10.0/app.dll")));

        // A changed hyperparameter trains, and the app refuses the old model no more than it has it.
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 4 ");
        Assert.Contains("train house-price done", user.Build().Out, StringComparison.Ordinal);
        Assert.NotEqual(lines[0], User.Wait(user.Start("dotnet", [user.File("bin/Debug/net10.0/app.dll")])).Out.Split('\n')[0]);
    }

    [Fact]
    public void Bad_specs_data_and_gates_are_errors_at_their_lines()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Build().Code);
        var (locked, model) = (user.Read("models/house-price.lock.yaml"), File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));

        user.Edit("models/house-price.yaml", "metrics:", "metricks:");
        var spec = user.Build();
        Assert.Equal(1, spec.Code);
        Assert.Contains("models/house-price.yaml(12,3): Lepton error LPT1007: unknown key 'metricks'", spec.Out, StringComparison.Ordinal);

        user.Edit("models/house-price.yaml", "metricks:", "metrics:");
        user.Edit("models/house-price.yaml", "{ metric: r2, min: 0.8 }", "{ metric: r2, min: 0.99 }");
        var gate = user.Build();
        Assert.Equal(1, gate.Code);
        Assert.Contains("models/house-price.yaml(14,24): Lepton error LPT4002: r2 is below 0.99", gate.Out, StringComparison.Ordinal);
        Assert.Equal(locked, user.Read("models/house-price.lock.yaml"));
        Assert.Equal(model, File.ReadAllBytes(user.File("bin/Debug/net10.0/models/house-price.onnx")));

        user.Edit("data-specs/houses.yaml", "rows: { min: 100 }", "rows: { min: 1000 }");
        Assert.Contains("data-specs/houses.yaml(17,11): Lepton error LPT2012", user.Build().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_design_time_build_generates_code_and_does_nothing_else()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Type("train").Code);
        Directory.Delete(user.File(".lepton"), recursive: true);
        Assert.Equal(0, user.DotNet("restore").Code);
        var build = user.DotNet("msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true");
        Assert.True(build.Code == 0, build.ToString());
        Assert.True(File.Exists(user.File("obj/Debug/net10.0/lepton/HousePrice.g.cs")));
        Assert.False(Directory.Exists(user.File(".lepton")));

        // Never training means: the lock's model, or an error with the way out.
        var never = user.Build("-p:LeptonTrainOnBuild=never");
        Assert.Equal(1, never.Code);
        Assert.Contains("error LPT7004: the model house-price of the lock is not in the store: lepton train house-price", never.Out, StringComparison.Ordinal);
        Assert.Contains("error LPT7001", user.Build("-p:LeptonTrainOnBuild=sometimes").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_from_the_data_is_a_compile_error_in_the_app()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Build().Code);
        user.Edit("data-specs/houses.yaml", "SELECT id, area, rooms, district, price FROM files", "SELECT id, area, rooms, price FROM files");
        user.Edit("data-specs/houses.yaml", "  district: { type: category }\n", string.Empty);
        var build = user.Build();
        Assert.Equal(1, build.Code);
        Assert.Contains("error CS0117: 'HousePriceInput' does not contain a definition for 'District'", build.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/no-such.yaml", "error LPT1001")]
    [InlineData("data-specs/houses.yaml", "error LPT7005|error LPT1011|error LPT1027|is not|error LPT")]
    public void A_spec_that_is_not_there_or_no_models_is_refused(string model, string expected)
    {
        using var user = sdk.Project("Console.WriteLine();", model: model);
        var build = user.Build();
        Assert.Equal(1, build.Code);
        Assert.Matches(expected, build.Out);
    }

    [Fact]
    public void A_lock_that_cannot_be_used_and_names_that_clash_are_refused()
    {
        using var user = sdk.Project("Console.WriteLine();");
        Assert.Equal(0, user.Type("train").Code);
        var sound = user.Read("models/house-price.lock.yaml");
        foreach (var spoilt in new[] { "<<<<<<< ours\n" + sound, sound[..(sound.Length / 2)], string.Empty })
        {
            user.Write("models/house-price.lock.yaml", spoilt);
            var build = user.Build("-p:LeptonTrainOnBuild=never");
            Assert.Equal(1, build.Code);
            Assert.Contains("error LPT7005: ", build.Out, StringComparison.Ordinal);
        }

        user.Write("models/house-price.lock.yaml", sound.Replace("name: rooms", "name: Area", StringComparison.Ordinal));
        Assert.Contains("LPT7005: no predictor can be made of the lock: the columns 'area' and 'Area' are both Area in C#", user.Build("-p:LeptonTrainOnBuild=never").Out, StringComparison.Ordinal);
        user.Write("models/copy.yaml", user.Read("models/house-price.yaml"));
        user.Edit("app.csproj", "models/house-price.yaml", "models/house-price.yaml;models/copy.yaml");
        Assert.Contains("error LPT1013", user.Build().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_projects_that_use_one_model_train_it_once()
    {
        using var user = sdk.Project("Console.WriteLine();");
        foreach (var name in new[] { "one", "two" })
        {
            Directory.CreateDirectory(user.File(name));
            File.Copy(user.File("app.csproj"), user.File($"{name}/{name}.csproj"));
            user.Edit($"{name}/{name}.csproj", "models/house-price.yaml", "../models/house-price.yaml");
            File.Copy(user.File("Program.cs"), user.File($"{name}/Program.cs"));
        }

        var builds = await Task.WhenAll(new[] { "one", "two" }.Select(n => Task.Run(() => User.Wait(user.Start("dotnet", ["build", "-nologo", "-nodeReuse:false", user.File($"{n}/{n}.csproj")])))));
        Assert.All(builds, b => Assert.True(b.Code == 0, b.ToString()));
        Assert.Single(builds.SelectMany(b => b.Out.Split('\n')), l => l.Contains("train house-price done", StringComparison.Ordinal));
        Assert.All(new[] { "one", "two" }, n => Assert.True(File.Exists(user.File($"{n}/bin/Debug/net10.0/models/house-price.onnx"))));
    }

    [Fact]
    public void A_build_that_is_interrupted_takes_its_worker_along()
    {
        using var user = sdk.Project("Console.WriteLine();");
        Assert.Equal(0, user.DotNet("restore").Code);

        // A dataset that takes long enough to be interrupted.
        user.Edit("data-specs/houses.yaml", "query: SELECT id, area, rooms, district, price FROM files", "query: SELECT a.id * 100000 + i AS id, area, rooms, district, price + i AS price FROM files a, range(3000) t(i) ORDER BY id");
        using var build = user.Start("dotnet", ["build", "-nologo", "-nodeReuse:false", "--no-restore"]);
        while (!Directory.Exists(user.File(".lepton/work")) || Directory.GetDirectories(user.File(".lepton/work")).Length == 0)
        {
            Assert.False(build.HasExited, "it ended before it was interrupted");
            Thread.Sleep(20);
        }

        User.Wait(user.Start("kill", ["-INT", build.Id.ToString(CultureInfo.InvariantCulture)]));
        Assert.NotEqual(0, User.Wait(build).Code);
        Thread.Sleep(1500);
        Assert.Empty(Directory.GetDirectories(user.File(".lepton/work")));
        Assert.False(File.Exists(user.File("models/house-price.lock.yaml")));
    }

    [Fact]
    public void The_samples_built_by_dotnet_and_by_the_command_have_the_same_locks_and_bytes()
    {
        using var user = User.WithSamples();
        user.Write("Directory.Build.props", $"<Project><PropertyGroup><RepoRoot>{Repository.Root}/</RepoRoot></PropertyGroup></Project>");
        var locks = Directory.GetFiles(user.File("models"), "*.lock.yaml");
        foreach (var path in locks)
        {
            File.Delete(path);
        }

        var build = User.Wait(user.Start("dotnet", ["build", "models", "-nologo", "-nodeReuse:false"]));
        Assert.True(build.Code == 0, build.ToString());
        foreach (var path in locks)
        {
            // A machine of another class than that of the committed locks says so in its own; the rest is the same.
            string Text(string file) => System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(file), "(?m)^  device: cpu-.*$", string.Empty);
            Assert.Equal(Text(Repository.File("models", Path.GetFileName(path))), Text(path));
            var model = user.File($"models/bin/Debug/net10.0/models/{Path.GetFileName(path).Replace(".lock.yaml", ".onnx", StringComparison.Ordinal)}");
            Assert.Contains(Core.Digests.FileHasher.Hash(model).ToString(), File.ReadAllText(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_command_that_is_missing_says_what_to_do()
    {
        using var user = sdk.Project(Program);
        var build = user.Build("-p:LeptonCommand=/nowhere/lepton");
        Assert.Equal(1, build.Code);
        Assert.Contains("error LPT7002: the lepton command is not at '/nowhere/lepton'", build.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--self-contained", "false")]
    [InlineData("--self-contained", "false", "-p:PublishSingleFile=true")]
    [InlineData("--self-contained", "true", "-p:PublishTrimmed=true", "-p:TreatWarningsAsErrors=true")]
    [InlineData("--self-contained", "true", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true")]
    public void A_published_app_has_its_model(params string[] options)
    {
        using var user = sdk.Project(Program, withOtherFeeds: true);
        var publish = user.DotNet(["publish", "-r", "linux-x64", "-o", user.File("out"), .. options]);
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

    [Fact]
    public void Columns_and_classes_of_every_kind_have_their_types()
    {
        using var user = sdk.Project("""
            using Shop;

            using var model = Mood.Load();
            var rows = new MoodInput[]
            {
                new() { Day = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Size = 3, Sunny = true, Colour = MoodColour.SkyBlue, Weight = 1.5f, Note = "fine" },
                new() { Day = null, Size = null, Sunny = null, Colour = null, Weight = null, Note = null },
                new() { Day = new DateTime(2026, 3, 4), Size = -2, Sunny = false, Colour = MoodColour._1stRed, Weight = -0.25f, Note = "x" },
            };
            foreach (var (row, answer) in rows.Zip(model.PredictBatch(rows)))
            {
                if (answer.Feeling != model.Predict(row).Feeling) throw new InvalidOperationException();
                Console.WriteLine($"{Mood.Classes[(int)answer.Feeling]} {answer.Probability:0.0000} {string.Join(' ', answer.Probabilities.Select(p => p.ToString("0.0000")))}");
            }

            Console.WriteLine(string.Join(' ', Enum.GetNames<MoodFeeling>()));
            """, model: "models/mood.yaml");
        var random = new Random(4);
        string[] colours = ["1st red", "green", "sky-blue"], feelings = ["bad", "so-so", "good"];
        user.Write("data/mood.csv", "id,day,size,sunny,colour,weight,note,feeling\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
        {
            var colour = random.Next(4);
            return $"{i},{(i % 9 == 0 ? "" : $"2026-01-{1 + (i % 28):00} 10:00:00")},{(i % 7 == 0 ? "" : random.Next(-3, 4))},{(i % 11 == 0 ? "" : random.Next(2) == 1 ? "true" : "false")},{(colour == 3 ? "" : colours[colour])},{(i % 13 == 0 ? "" : random.NextDouble().ToString("0.00"))},{(i % 5 == 0 ? "" : "note")},{feelings[Math.Min(2, colour)]}\n";
        })));
        user.Write("data-specs/mood.yaml", "apiVersion: lepton/v1\nkind: Dataset\nname: mood\nfiles:\n  - path: ../data/mood.csv\ncolumns:\n  id: { type: integer, role: id }\n  day: { type: timestamp }\n  size: { type: integer, unit: mm }\n  sunny: { type: boolean }\n"
            + "  colour: { type: category, values: [1st red, green, sky-blue] }\n  weight: { type: number }\n  note: { type: text }\n  feeling: { type: category, values: [bad, so-so, good] }\nsplit: { by: random, seed: 1, test: 0.3 }\n");
        user.Write("models/mood.yaml", "apiVersion: lepton/v1\nkind: Model\nname: mood\ndataset: mood\ntask: multiclass-classification\ntarget: feeling\ntrainer: { type: linear }\nevaluation: { metrics: [accuracy] }\n");
        var build = user.Build();
        Assert.True(build.Code == 0, build.ToString());
        var app = User.Wait(user.Start("dotnet", [user.File("bin/Debug/net10.0/app.dll")]));
        Assert.True(app.Code == 0, app.ToString());
        user.Write("rows.jsonl", """
            {"day":"2026-01-02 03:04:05","size":3,"sunny":true,"colour":"sky-blue","weight":1.5,"note":"fine"}
            {"day":null,"size":null,"sunny":null,"colour":null,"weight":null,"note":null}
            {"day":"2026-03-04 00:00:00","size":-2,"sunny":false,"colour":"1st red","weight":-0.25,"note":"x"}

            """);
        var lines = app.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Answers(user.Type("predict", "mood", "rows.jsonl", "--json")), lines[..3]);
        Assert.Equal("Bad SoSo Good".Split(' ').Order(StringComparer.Ordinal), lines[3].Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_that_CSharp_takes_for_itself_get_a_word_more()
    {
        using var user = sdk.Project("""
            using Shop;

            using var model = InfoModel.Load();
            var row = new InfoModelInput { EqualsValue = 1, Class = 2, Größe = 3, _2nd = 4, Input = InfoModelInputValue.New, InfoModelInputValue = 5 };
            Console.WriteLine(model.Predict(row).ProbabilityValue == model.PredictBatch([row])[0].ProbabilityValue);
            """, model: "models/info.yaml");
        user.Write("data/info.csv", "id,equals,class,größe,2nd,input,info-model-input,probability\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i % 7},{i % 5},{i % 3},{i % 11},{(i % 2 == 0 ? "new" : "old")},{i % 13},{(i % 7) + (i % 5)}\n")));
        user.Write("data-specs/info.yaml", "apiVersion: lepton/v1\nkind: Dataset\nname: info\nfiles:\n  - path: ../data/info.csv\ncolumns:\n  id: { type: integer, role: id }\n  equals: { type: number }\n  class: { type: number }\n  größe: { type: number, description: \"How <large> it & is\" }\n  2nd: { type: number }\n"
            + "  input: { type: category, values: [new, old] }\n  info-model-input: { type: number }\n  probability: { type: number }\nchecks:\n  - not-null: [\"*\"]\nsplit: { by: random, seed: 1, test: 0.3 }\n");
        user.Write("models/info.yaml", "apiVersion: lepton/v1\nkind: Model\nname: info\ndataset: info\ntask: regression\ntarget: probability\ntrainer: { type: linear }\nevaluation: { metrics: [rmse] }\n");
        var build = user.Build("-p:GenerateDocumentationFile=true", "-p:TreatWarningsAsErrors=true");
        Assert.True(build.Code == 0, build.ToString());
        var app = User.Wait(user.Start("dotnet", [user.File("bin/Debug/net10.0/app.dll")]));
        Assert.Equal("True\n", app.Out);
        Assert.Contains("How &lt;large&gt; it &amp; is. Column größe: number.", user.Read("bin/Debug/net10.0/app.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_tree_that_can_only_be_read_builds_from_its_lock()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Build().Code);
        foreach (var folder in new[] { "models", "data-specs", "data" })
        {
            User.Wait(user.Start("chmod", ["-R", "a-w", user.File(folder)]));
        }

        Directory.Delete(user.File("obj"), recursive: true);
        Directory.Delete(user.File("bin"), recursive: true);
        var build = user.Build();
        User.Wait(user.Start("chmod", ["-R", "u+w", user.Folder]));
        Assert.True(build.Code == 0, build.ToString());
        Assert.DoesNotContain("done in", build.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_of_another_version_is_asked_and_its_word_counts()
    {
        using var user = sdk.Project(Program);
        Assert.Equal(0, user.Build().Code);
        user.Write("other", "#!/bin/sh\necho 'lepton: error LPT1031: Unrecognized command worker' >&2\nexit 2\n");
        User.Wait(user.Start("chmod", ["+x", user.File("other")]));
        var build = user.Build($"-p:LeptonCommand={user.File("other")}");
        Assert.Equal(1, build.Code);
        Assert.Contains("error LPT7003: lepton ended with exit code 2: lepton: error LPT1031: Unrecognized command worker", build.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_floods_its_output_ends_as_one_error()
    {
        using var user = sdk.Project("Console.WriteLine();");
        Assert.Equal(0, user.DotNet("restore").Code);
        user.Write("flood", "#!/bin/sh\nyes '{\"event\":\"progress\",\"step\":\"train house-price\",\"text\":\"flood\"}' | head -100000\necho '{\"event\":\"half'\nyes flood | head -100000 >&2\necho 'the last word' >&2\nexit 1\n");
        User.Wait(user.Start("chmod", ["+x", user.File("flood")]));
        var build = user.Build($"-p:LeptonCommand={user.File("flood")}");
        Assert.Equal(1, build.Code);
        Assert.Contains("error LPT7003: lepton ended with exit code 1: the last word", build.Out, StringComparison.Ordinal);
        Assert.InRange(build.Out.Length, 1, 20_000);
    }

    [Fact]
    public void Two_projects_that_share_a_model_train_it_once_when_built_in_parallel()
    {
        using var user = sdk.Project(Program);
        var project = Directory.GetFiles(user.Folder, "*.csproj")[0];
        var text = File.ReadAllText(project).Replace("Include=\"models/", "Include=\"../models/", StringComparison.Ordinal);
        foreach (var name in new[] { "one", "two" })
        {
            user.Write($"{name}/{name}.csproj", text);
            File.Copy(user.File("Program.cs"), user.File($"{name}/Program.cs"));
        }

        File.Delete(project);
        user.Write("both.proj", "<Project DefaultTargets=\"Build\"><Target Name=\"Build\"><MSBuild Projects=\"one/one.csproj;two/two.csproj\" Targets=\"Restore\" Properties=\"Restoring=true\" /><MSBuild Projects=\"one/one.csproj;two/two.csproj\" BuildInParallel=\"true\" /></Target></Project>");
        var build = user.DotNet("build", "both.proj", "-m", "-v:m");
        Assert.True(build.Code == 0, build.ToString());
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(build.Out, "train house-price done in"));
        Assert.All(new[] { "one", "two" }, n => Assert.Single(Directory.GetFiles(user.File($"{n}/bin"), "house-price.onnx", SearchOption.AllDirectories)));
    }

    // Label, its probability, and all probabilities of each line.
    private static IEnumerable<string> Answers(Run predict)
    {
        Assert.True(predict.Code == 0, predict.ToString());
        return predict.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).Select(l =>
        {
            var (label, all) = ((string)l["feeling"]!, l["probabilities"]!.AsObject());
            string Show(double p) => p.ToString("0.0000", CultureInfo.InvariantCulture);
            return $"{label} {Show((double)all[label]!)} {string.Join(' ', all.Select(p => Show((double)p.Value!)))}";
        });
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
