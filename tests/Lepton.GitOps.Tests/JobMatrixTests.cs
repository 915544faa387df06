using Lepton.GitOps.Forge;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Workspaces;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

public class JobMatrixTests
{
    private static readonly ModelSpec Template = WorkspaceLoader.Load(Repository.File("models")).Workspace!.Models["tumor-screening"];

    [Fact]
    public void Each_model_has_a_job_on_the_first_runner_that_suits_it()
    {
        var jobs = JobMatrix.Of([Model("a", 2, 0, 5), Model("b", 2, 1, 60), Model("c", 64, 0, null)], RunnerSpec.Usual);
        Assert.Equal(["ubuntu-latest: a", "self-hosted linux: c", "self-hosted linux gpu: b"], jobs.Select(j => $"{string.Join(' ', j.Labels)}: {string.Join(' ', j.Models)}").OrderBy(j => j.Length));
        var json = MatrixJson.Of(jobs, MatrixFormat.GitHub)["include"]!.AsArray().First(j => (string)j!["name"]! == "b")!;
        Assert.Equal("""["self-hosted","linux","gpu"]""", json["runs-on"]!.ToJsonString());
        Assert.True((bool)json["gpu"]!);
    }

    [Theory]
    [InlineData(257, 256)]
    [InlineData(1000, 256)]
    [InlineData(1000, 7)]
    [InlineData(3, 256)]
    public void More_models_than_jobs_are_grouped_and_each_comes_once(int count, int most)
    {
        var models = Enumerable.Range(0, count).Select(i => Model($"m-{i}", 2, i % 3 == 0 ? 1 : 0, i % 5 == 0 ? null : 1 + (i % 17))).ToList();
        var jobs = JobMatrix.Of(models, RunnerSpec.Usual, most);
        Assert.True(jobs.Count <= most, $"{jobs.Count}");
        Assert.Equal(models.Select(m => m.Model.Name).Order(StringComparer.Ordinal), jobs.SelectMany(j => j.Models).Order(StringComparer.Ordinal));
        Assert.All(jobs, j => Assert.Equal(j.Gpu, j.Labels.Contains("gpu")));
    }

    [Fact]
    public void Groups_have_about_the_same_to_do()
    {
        var models = Enumerable.Range(1, 100).Select(i => Model($"m-{i}", 2, 0, i)).ToList();
        var jobs = JobMatrix.Of(models, RunnerSpec.Usual, 10);
        var times = jobs.Select(j => j.Seconds!.Value).ToList();
        Assert.True(times.Max() <= 1.05 * times.Min(), string.Join(' ', times));
    }

    [Fact]
    public void GitLab_gets_a_pipeline_of_jobs_and_a_report_also_where_nothing_is_to_be_trained()
    {
        var pipeline = MatrixJson.Of(JobMatrix.Of([Model("a", 2, 1, 5)], RunnerSpec.Usual), MatrixFormat.GitLab);
        Assert.Equal(["include", "stages", "train a", "report"], pipeline.Select(p => p.Key));
        Assert.Equal("""{"extends":".lepton-train","stage":"train","tags":["self-hosted","linux","gpu"],"timeout":"360 minutes","variables":{"LEPTON_MODELS":"a"}}""", pipeline["train a"]!.ToJsonString());
        Assert.Equal(["include", "stages", "report"], MatrixJson.Of([], MatrixFormat.GitLab).Select(p => p.Key));
    }

    [Fact]
    public void Azure_gets_variables_by_jobs_whose_names_are_words()
    {
        var jobs = JobMatrix.Of([Model("a-b", 2, 0, 5), Model("a.b", 2, 1, 5)], RunnerSpec.Usual);
        Assert.Equal("""{"j1_a_b":{"LEPTON_MODELS":"a.b","LEPTON_RUNNER":"self-hosted linux gpu"},"j2_a_b":{"LEPTON_MODELS":"a-b","LEPTON_RUNNER":"ubuntu-latest"}}""", MatrixJson.Of(jobs, MatrixFormat.Azure).ToJsonString());
    }

    private static (ModelSpec Model, Resources Resources, double? Seconds) Model(string name, int cpu, int gpu, double? seconds) =>
        (Template with { Name = name }, new Resources(cpu, gpu, null, null), seconds);
}
