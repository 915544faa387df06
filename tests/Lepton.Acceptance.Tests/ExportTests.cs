using System.Diagnostics;
using System.Text.Json.Nodes;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>The history of runs for other programs.</summary>
public sealed class ExportTests : IDisposable
{
    // Reads the records, checks their checksums, and decodes what of event.proto is used.
    private const string Reader = """
        const { RecordReader } = require(process.argv[2] + "/tfrecord/lib/record_reader");
        const protobuf = require(process.argv[2] + "/protobufjs");
        const Event = protobuf.parse(`syntax = "proto3";
          message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
          message Summary { repeated Value value = 1; }
          message Value { string tag = 1; float simple_value = 2; Metadata metadata = 9; }
          message Metadata { Plugin plugin_data = 1; }
          message Plugin { string plugin_name = 1; bytes content = 2; }
          message Hparams { Start session_start_info = 3; End session_end_info = 4; }
          message Start { map<string, Any> hparams = 1; double start_time_secs = 5; }
          message Any { oneof kind { double number_value = 2; string string_value = 3; } }
          message End { int32 status = 1; double end_time_secs = 2; }`).root;
        (async () => {
          const reader = await RecordReader.create(process.argv[3]);
          const events = [];
          for (let record; (record = await reader.readRecord()) !== null;) {
            const event = Event.lookupType("Event").toObject(Event.lookupType("Event").decode(record), { longs: Number });
            for (const value of event.summary?.value ?? []) {
              if (value.metadata) value.metadata = Event.lookupType("Hparams").toObject(Event.lookupType("Hparams").decode(value.metadata.pluginData.content));
            }
            events.push(event);
          }
          console.log(JSON.stringify(events));
        })();
        """;

    private readonly User user = User.WithExample();

    public ExportTests()
    {
        Good(user.Type("train"));
        user.Type("train", "-s", "trainer.hyperparameters.l2=500");
    }

    [Fact]
    public void Event_files_of_TensorBoard_hold_curves_metrics_and_hyperparameters()
    {
        var run = user.Type("runs", "--export", "tensorboard", "-o", "board");
        Good(run);
        Assert.Equal("2 runs written; now tensorboard --logdir board\n", run.Out);
        var file = Assert.Single(Directory.GetFiles(user.File("board/house-price/run-1")));
        Assert.Matches("events.out.tfevents.[0-9]+.lepton$", file);
        var events = Read(file);
        Assert.Equal("brain.Event:2", (string)events[0]!["fileVersion"]!);
        var values = events.Skip(1).Select(e => (Step: (int?)e!["step"] ?? 0, Value: e["summary"]!["value"]![0]!)).ToList();
        var start = values.Single(v => (string)v.Value["tag"]! == "_hparams_/session_start_info").Value["metadata"]!["sessionStartInfo"]!;
        Assert.Equal(1, (double)start["hparams"]!["l2"]!["numberValue"]!);
        Assert.Equal("none", (string)start["hparams"]!["class-weights"]!["stringValue"]!);
        Assert.Equal(1, (int)values.Single(v => (string)v.Value["tag"]! == "_hparams_/session_end_info").Value["metadata"]!["sessionEndInfo"]!["status"]!);
        var document = JsonNode.Parse(user.Type("compare", "1", "2", "--json").Out)!["a"]!;
        Assert.Equal((double)document["metrics"]!["r2"]!["value"]!, (double)values.Single(v => (string)v.Value["tag"]! == "metrics/r2").Value["simpleValue"]!, 1e-6);
        var curve = values.Where(v => (string)v.Value["tag"]! == "curves/loss").ToList();
        Assert.Equal(document["curves"]!["loss"]!["rounds"]!.AsArray().Select(r => (int)r!), curve.Select(c => c.Step));
        Assert.Equal((double)document["curves"]!["loss"]!["values"]!.AsArray()[^1]!, (double)curve[^1].Value["simpleValue"]!, 1e-6);

        // A byte that changed is seen by who reads it.
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Throws<InvalidOperationException>(() => Read(file));
    }

    [Fact]
    public void The_layout_of_MLflow_has_a_folder_a_run()
    {
        Good(user.Type("runs", "--export", "mlflow", "-o", "mlruns"));
        var experiment = Assert.Single(Directory.GetDirectories(user.File("mlruns")));
        Assert.Matches("^[0-9]{18}$", Path.GetFileName(experiment));
        Assert.Contains("name: house-price\n", File.ReadAllText(Path.Combine(experiment, "meta.yaml")), StringComparison.Ordinal);
        var runs = Directory.GetDirectories(experiment);
        Assert.Equal(2, runs.Length);
        Assert.All(runs, r => Assert.Matches("^[0-9a-f]{32}$", Path.GetFileName(r)));
        Assert.Equal(["1", "500"], runs.Select(r => File.ReadAllText(Path.Combine(r, "params", "l2"))).Order(StringComparer.Ordinal));
        Assert.All(runs, r => Assert.Matches("^[0-9]{13} [0-9.]+ 0\n$", File.ReadAllText(Path.Combine(r, "metrics", "r2"))));
        Assert.All(runs, r => Assert.Matches("^([0-9]{13} [0-9.E-]+ [0-9]+\n){5,}$", File.ReadAllText(Path.Combine(r, "metrics", "curve.loss"))));
        Assert.All(runs, r => Assert.Contains($"run_id: {Path.GetFileName(r)}\n", File.ReadAllText(Path.Combine(r, "meta.yaml")), StringComparison.Ordinal));

        // Written again they take their own place.
        Good(user.Type("runs", "--export", "mlflow", "-o", "mlruns"));
        Assert.Equal(runs, Directory.GetDirectories(experiment));
    }

    [Fact]
    public void Conditions_choose_runs()
    {
        Assert.Equal([1], Ids("l2<=1"));
        Assert.Equal([2], Ids("status=blocked"));
        Assert.Equal([2, 1], Ids("r2>0.5", "started>=2026-01-01"));
        Assert.Equal([], Ids("r2>0.5", "max-depth=3"));
        Assert.Equal(2, user.Type("runs", "--where", "r2 is good").Code);
        Assert.Equal(2, user.Type("runs", "--export", "mlflow").Code);
    }

    public void Dispose() => user.Dispose();

    private static void Good(Run run) => Assert.True(run.Code == 0, run.ToString());

    private List<int> Ids(params string[] conditions)
    {
        var run = user.Type(["runs", "--json", .. conditions.SelectMany(c => new[] { "--where", c })]);
        Good(run);
        return [.. JsonNode.Parse(run.Out)!["runs"]!.AsArray().Select(r => (int)r!["id"]!)];
    }

    private List<JsonNode?> Read(string file)
    {
        user.Write("read.js", Reader);
        using var node = Process.Start(new ProcessStartInfo("node", [user.File("read.js"), Repository.File("artifacts", "test-tools", "node_modules"), file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return node.ExitCode == 0 ? [.. JsonNode.Parse(output)!.AsArray()] : throw new InvalidOperationException(errors.GetAwaiter().GetResult());
    }
}
