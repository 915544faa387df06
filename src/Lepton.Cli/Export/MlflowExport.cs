using System.Globalization;
using System.Text;
using Lepton.Cli.Output;
using Lepton.Core.Digests;
using Lepton.Core.Files;
using Lepton.Store.Runs;

namespace Lepton.Cli.Export;

/// <summary>
/// Runs in the file layout of MLflow's tracking store (<c>mlruns</c>): a folder an experiment, which is a model, in it a folder a run with meta.yaml, params, metrics and tags. Names of
/// experiments and runs follow from what they are, so that runs that are exported again take the place of themselves.
/// </summary>
internal static class MlflowExport
{
    // FINISHED and FAILED of mlflow.entities.RunStatus.
    private const int Finished = 3;
    private const int Failed = 4;

    public static void Write(string folder, RunRecord run)
    {
        var experiment = Number(run.Model);
        var home = Path.Combine(folder, experiment);
        var started = run.Started.ToUnixTimeMilliseconds();
        var id = Hash($"{run.Model}\n{run.Id}\n{started}")[..32];
        File(home, "meta.yaml", $"artifact_location: ./{experiment}\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nname: {run.Model}\n");
        var own = Path.Combine(home, id);
        var ended = started + (long)(run.Seconds * 1000);
        var name = run.Trial is null ? $"{run.Model}-{run.Id}" : $"{run.Model}-{run.Trial}-{run.Id}";
        foreach (var part in new[] { "artifacts", "metrics", "params", "tags" })
        {
            Directory.CreateDirectory(Path.Combine(own, part));
        }

        foreach (var (key, value) in run.Hyperparameters)
        {
            File(Path.Combine(own, "params"), key, value is null ? string.Empty : SearchTable.Text(value));
        }

        foreach (var (key, value, _, _) in run.Metrics)
        {
            File(Path.Combine(own, "metrics"), key, Line(started, value, 0));
        }

        // A curve of a metric that is measured, too, is another one.
        foreach (var (key, json) in run.Curves)
        {
            var curve = LearningCurve.Of(json);
            File(Path.Combine(own, "metrics"), $"curve.{key}", string.Concat(curve.Rounds.Zip(curve.Values, (r, v) => Line(started, v, r))));
        }

        foreach (var (key, value) in new[]
        {
            ("mlflow.runName", name), ("mlflow.source.name", $"lepton {run.Command}"), ("mlflow.source.git.commit", run.Commit), ("lepton.status", run.Status), ("lepton.rows", run.Part),
            ("lepton.model-file", run.Artifact), ("lepton.dataset", run.Dataset),
        })
        {
            if (value is not null)
            {
                File(Path.Combine(own, "tags"), key, value);
            }
        }

        // Last: without it MLflow sees no run.
        File(own, "meta.yaml", $"artifact_uri: ./{experiment}/{id}/artifacts\nend_time: {ended}\nentry_point_name: ''\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nrun_id: {id}\nrun_name: {name}\nrun_uuid: {id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: {started}\nstatus: {(run.Status == "failed" ? Failed : Finished)}\ntags: []\nuser_id: lepton\n");
    }

    private static string Line(long time, double value, int step) => string.Create(CultureInfo.InvariantCulture, $"{time} {value:R} {step}\n");

    // MLflow's own are numbers of 18 digits.
    private static string Number(string model) => (100_000_000_000_000_000 + (Convert.ToInt64(Hash(model)[..15], 16) % 900_000_000_000_000_000)).ToString(CultureInfo.InvariantCulture);

    private static string Hash(string text) => Digest.Of(Encoding.UTF8.GetBytes(text)).Hex;

    private static void File(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllBytes(Path.Combine(folder, Path.GetFileName(name)), Encoding.UTF8.GetBytes(text));
    }
}
