using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Forge;

/// <summary>A build matrix as the build services read it.</summary>
public static class MatrixJson
{
    // Azure's and GitLab's own limits are longer than GitHub's; the shortest that is known serves all.
    private const double MinutesOfHosted = 360;

    // A model's limit is that of its training alone.
    private const double MinutesAround = 30;

    public static JsonObject Of(IReadOnlyList<MatrixJob> jobs, MatrixFormat format) => format switch
    {
        MatrixFormat.GitLab => GitLab(jobs),
        MatrixFormat.Azure => Azure(jobs),
        _ => GitHub(jobs),
    };

    // For strategy.matrix by fromJSON.
    private static JsonObject GitHub(IReadOnlyList<MatrixJob> jobs) => new()
    {
        ["include"] = new JsonArray([.. jobs.Select(j => (JsonNode)new JsonObject
        {
            ["name"] = Title(j),
            ["models"] = string.Join(' ', j.Models),
            ["runs-on"] = Labels(j),
            ["gpu"] = j.Gpu,
            ["seconds"] = j.Seconds,
            ["timeout-minutes"] = Minutes(j),
        })]),
    };

    // Jobs that extend what the project's own file says, and at the end the report: a pipeline without a job is refused by GitLab.
    private static JsonObject GitLab(IReadOnlyList<MatrixJob> jobs)
    {
        var pipeline = new JsonObject
        {
            ["include"] = new JsonObject { ["local"] = ".gitlab/lepton.yml" },
            ["stages"] = new JsonArray("train", "report"),
        };
        foreach (var job in jobs)
        {
            pipeline[$"train {Title(job)}"] = new JsonObject
            {
                ["extends"] = ".lepton-train",
                ["stage"] = "train",
                ["tags"] = Labels(job),
                ["timeout"] = $"{Minutes(job)} minutes",
                ["variables"] = new JsonObject { ["LEPTON_MODELS"] = string.Join(' ', job.Models) },
            };
        }

        pipeline["report"] = new JsonObject { ["extends"] = ".lepton-report", ["stage"] = "report", ["when"] = "always" };
        return pipeline;
    }

    // A map of jobs to their variables; names are letters, digits and underscores.
    private static JsonObject Azure(IReadOnlyList<MatrixJob> jobs) => new(jobs.Select((j, i) => KeyValuePair.Create(Word(j.Models[0], i), (JsonNode?)new JsonObject
    {
        ["LEPTON_MODELS"] = string.Join(' ', j.Models),
        ["LEPTON_RUNNER"] = string.Join(' ', j.Labels),
    })));

    private static string Title(MatrixJob job) => job.Models.Count == 1 ? job.Models[0] : $"{job.Models[0]} and {job.Models.Count - 1} more";

    private static JsonArray Labels(MatrixJob job) => new([.. job.Labels.Select(l => (JsonNode)l)]);

    private static double Minutes(MatrixJob job) => job.Time is { } time ? Math.Ceiling(time.TotalMinutes) + MinutesAround : MinutesOfHosted;

    private static string Word(string name, int index)
    {
        var word = new StringBuilder($"j{index + 1}_");
        foreach (var c in name)
        {
            word.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return word.ToString();
    }
}
