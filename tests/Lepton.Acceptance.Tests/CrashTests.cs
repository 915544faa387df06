using System.Text.Json.Nodes;
using Lepton.Testing.Registry;

namespace Lepton.Acceptance.Tests;

/// <summary>Kills at random moments, and many processes at once.</summary>
public class CrashTests
{
    [Fact]
    public void Two_hundred_kills_leave_nothing_that_a_run_minds()
    {
        // With a remote store, so that it is killed while it pushes and fetches, too.
        using var server = new RegistryServer();
        using var user = User.WithExample();
        user.UseRemote(server.Address, write: "main");
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            // Another hyperparameter now and then, so that there is always something to do; every tenth time all of it.
            user.Write("models/house-price.yaml", System.Text.RegularExpressions.Regex.Replace(user.Read("models/house-price.yaml"), "l2: [0-9]+", $"l2: {1 + (i % 50)}"));
            if (i % 10 == 0 && Directory.Exists(user.File(".lepton/results")))
            {
                Directory.Delete(user.File(".lepton/results"), recursive: true);
            }

            if (i % 30 == 0 && Directory.Exists(Path.Combine(server.Data, "docker")))
            {
                Empty(Path.Combine(server.Data, "docker"));
            }

            using var process = user.Start(User.Command, ["train", "--plain"]);
            if (!process.WaitForExit(random.Next(5, 250)))
            {
                process.Kill();
            }

            process.WaitForExit();
        }

        // What is younger than a second might still be somebody's.
        Thread.Sleep(1100);
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Empty(user.Leftovers());
        var checkedStore = user.Type("cache", "fsck");
        Assert.True(checkedStore.Out.Contains("all sound", StringComparison.Ordinal), checkedStore.ToString());
        var survived = user.Read("models/house-price.lock.yaml");

        // What reached the registry in the end serves another machine as well.
        var push = user.Type("cache", "push");
        Assert.True(push.Code == 0, push.ToString());
        using var other = User.WithExample();
        other.UseRemote(server.Address);
        other.Write("models/house-price.yaml", user.Read("models/house-price.yaml"));
        var fetched = other.Type("train");
        Assert.True(fetched.Code == 0, fetched.ToString());
        Assert.Equal(survived, other.Read("models/house-price.lock.yaml"));
        user.Variables["LEPTON_REMOTE"] = "off";
        Directory.Delete(user.File(".lepton"), recursive: true);
        File.Delete(user.File("models/house-price.lock.yaml"));
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(user.Read("models/house-price.lock.yaml"), survived);
    }

    // The registry may still write what a command sent that was killed since.
    private static void Empty(string folder)
    {
        for (var left = 50; Directory.Exists(folder); left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (left > 0)
            {
                Thread.Sleep(20);
            }
        }
    }

    [Fact]
    public void Fsck_removes_a_damaged_model_and_the_next_run_makes_it_again()
    {
        using var user = User.WithExample();
        user.Type("train");
        Assert.Contains("all sound", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
        var digest = System.Text.RegularExpressions.Regex.Match(user.Read("models/house-price.lock.yaml"), "artifact:\\s+digest: sha256:([0-9a-f]{64})").Groups[1].Value;
        var blob = user.File($".lepton/store/sha256/{digest[..2]}/{digest[2..]}");
        File.SetAttributes(blob, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(blob);
        bytes[^1] ^= 1;
        File.WriteAllBytes(blob, bytes);
        var told = user.Type("cache", "fsck", "--dry-run");
        Assert.Equal(4, told.Code);
        Assert.Contains($"error LPT6005: blob sha256:{digest} is damaged", told.Error, StringComparison.Ordinal);
        var mended = user.Type("cache", "fsck");
        Assert.Equal(0, mended.Code);
        Assert.Contains("1 damaged, removed", mended.Out, StringComparison.Ordinal);
        Assert.Equal(0, user.Type("train", "--locked").Code);
        Assert.Contains("all sound", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
        Assert.Empty(JsonNode.Parse(user.Type("cache", "fsck", "--json").Out)!["damaged"]!.AsArray());
    }

    [Fact]
    public void Of_a_store_with_flipped_bits_nothing_wrong_is_used()
    {
        using var user = User.WithExample();
        user.Type("train");
        var expected = user.Read("models/house-price.lock.yaml");
        var blobs = Directory.GetFiles(user.File(".lepton/store"), "*", SearchOption.AllDirectories);
        foreach (var blob in blobs)
        {
            Flip(blob);
        }

        // Everything from training on runs again, out of data that is made again.
        user.Edit("models/house-price.yaml", "l2: 1", "l2: 2");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("warning LPT6005", run.Error, StringComparison.Ordinal);
        Assert.Contains("data houses", run.Error, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "l2: 2", "l2: 1");
        Assert.Equal(0, user.Type("cache", "fsck").Code);
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(expected, user.Read("models/house-price.lock.yaml"));
        var digest = System.Text.RegularExpressions.Regex.Match(expected, "artifact:\\s+digest: sha256:([0-9a-f]{64})").Groups[1].Value;
        Flip(user.File($".lepton/store/sha256/{digest[..2]}/{digest[2..]}"));
        Assert.Contains("LPT6002", user.Type("predict", "house-price", "data/houses.csv").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_takes_no_more_ends_the_run_with_a_diagnostic_and_leaves_nothing_wrong()
    {
        using var user = User.WithExample();

        // A limit on the size of files fails writes as a full disk does, in the middle of a file. The runtime's own memory
        // for compiled code counts as a file unless it is told otherwise.
        user.Variables["DOTNET_EnableWriteXorExecute"] = "0";
        var run = User.Wait(user.Start("bash", ["-c", $"trap '' XFSZ; ulimit -f 4; exec '{User.Command}' train"]));
        Assert.Equal(4, run.Code);
        Assert.Contains("error LPT6001", run.Error, StringComparison.Ordinal);
        Assert.Empty(user.Leftovers());
        Assert.Contains("all sound", user.Type("cache", "fsck").Out, StringComparison.Ordinal);
        Assert.Equal(0, user.Type("train").Code);
    }

    [Fact]
    public void A_store_that_can_only_be_read_serves_what_it_has()
    {
        using var user = User.WithExample();
        user.Type("train");
        Writable(user, false);
        try
        {
            Assert.Equal("1 of 1 models up to date\n", WithoutPower(user, "train").Out);
            Assert.Equal(0, WithoutPower(user, "predict house-price data/houses.csv").Code);
            user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
            var run = WithoutPower(user, "train");
            Assert.Equal(4, run.Code);
            Assert.Contains("LPT6001", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            Writable(user, true);
        }
    }

    private static void Writable(User user, bool on) => User.Wait(user.Start("chmod", ["-R", on ? "u+w" : "a-w,a+rX", user.Folder]));

    // Root may write anywhere: who runs the tests as root gives that power up for this command, and stays the owner of what lies in a folder of its own.
    private static Run WithoutPower(User user, string command)
    {
        string[] prefix = Environment.UserName == "root" ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : ["env"];
        return User.Wait(user.Start(prefix[0], [.. prefix[1..], User.Command, .. command.Split(' ')]));
    }

    private static void Flip(string file)
    {
        File.SetAttributes(file, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);
        File.SetAttributes(file, FileAttributes.ReadOnly);
    }

    [Fact]
    public void Twenty_processes_on_a_cold_workspace_run_each_step_once()
    {
        using var user = User.WithExample();
        var processes = Enumerable.Range(0, 20).Select(_ => user.Start(User.Command, ["train", "--events"])).ToList();
        var runs = processes.Select(p => Task.Run(() => User.Wait(p))).ToList().ConvertAll(t => t.Result);
        Assert.All(runs, r => Assert.True(r.Code == 0, r.ToString()));
        var done = runs.SelectMany(r => r.Out.Split('\n')).Where(l => l.Contains("\"status\":\"done\"", StringComparison.Ordinal)).Select(l => (string)JsonNode.Parse(l)!["step"]!).Order(StringComparer.Ordinal);
        Assert.Equal(["cost house-price", "data houses", "evaluate house-price", "gate house-price", "train house-price"], done);
        Assert.Empty(user.Leftovers());
    }
}
