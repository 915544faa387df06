using System.Text.Json.Nodes;
using Lepton.Store.Runs;

namespace Lepton.Bench;

/// <summary>Writes a history of many runs.</summary>
internal static class ManyRuns
{
    public static void Write(string storeFolder, int count) => new RunHistory(storeFolder).Append([.. Enumerable.Range(0, count).Select(i => new RunRecord(
        0,
        DateTimeOffset.UnixEpoch.AddMinutes(i),
        1.5,
        "train",
        $"model-{i % 40}",
        null,
        "done",
        new string('a', 40),
        "sha256:" + new string('b', 64),
        "sha256:" + new string('c', 64),
        "test",
        [new RunMetric("auc", 0.9 + (i % 100 / 1000.0), 0.88, 0.99), new RunMetric("log-loss", 0.2, 0.1, 0.3)])
    {
        Hyperparameters = new JsonObject { ["rounds"] = i, ["learning-rate"] = 0.1, ["max-depth"] = 6, ["subsample"] = 0.5 },
    })]);
}
