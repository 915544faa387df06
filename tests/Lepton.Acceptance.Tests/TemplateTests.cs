using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Testing;
using YamlDotNet.Serialization;

namespace Lepton.Acceptance.Tests;

/// <summary>The pipelines that docs/gitlab.md and docs/azure.md give, run.</summary>
public sealed partial class TemplateTests : IDisposable
{
    private readonly User user = User.WithExample();

    public TemplateTests()
    {
        user.Edit("models/house-price.yaml", "gates:\n", "gates:\n  - { metric: rmse, against: baseline, margin: 4000, on-missing-baseline: first-run }\n");
        user.Git("init", "-q");
        Commit("a workspace");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        user.Write(".git/info/exclude", ".gitlab-ci-local\nmodels.yml\nreport\nresults\n");
        Commit("a model");

        // As a clone sees the branch that it will be merged into.
        user.Git("remote", "add", "origin", "https://gitlab.example/acme/models.git");
        user.Git("update-ref", "refs/remotes/origin/main", "HEAD");
        user.Git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 3 ");
        Commit("three");
    }

    [Fact]
    public void GitLab_s_pipeline_plans_and_its_child_trains_and_reports()
    {
        foreach (var (name, content) in Blocks("gitlab.md"))
        {
            user.Write(name, content);
        }

        Commit("a pipeline");
        var plan = GitLab("plan");
        Assert.True(plan.Code == 0, plan.ToString());
        Assert.Contains("models/house-price.yaml: trainer.hyperparameters.l2 1 → 3", plan.Out, StringComparison.Ordinal);
        var child = GitLab("--file", "models.yml");
        Assert.True(child.Code == 0, child.ToString());
        Assert.Contains("train house-price", child.Out, StringComparison.Ordinal);
        Assert.Contains("1 model passes its gates: report/report.md", child.Out, StringComparison.Ordinal);
        Assert.StartsWith("## ✅ 1 model passes its gates", user.Read("report/report.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Azure_s_jobs_plan_train_and_report()
    {
        var pipeline = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Blocks("azure.md")["azure-pipelines.yml"]);
        var jobs = ((IEnumerable<object>)pipeline["jobs"]).Cast<Dictionary<object, object>>().ToDictionary(j => (string)j["job"]);
        var output = string.Concat(Scripts(jobs["plan"]).Select(s => Bash(s)));
        var matrix = JsonNode.Parse(Output().Match(output).Groups[1].Value)!.AsObject();
        var (job, variables) = Assert.Single(matrix);
        Assert.Equal("j1_house_price", job);
        Assert.Equal("ubuntu-latest", (string)variables!["LEPTON_RUNNER"]!);
        Scripts(jobs["train"]).ForEach(s => Bash(s, ("LEPTON_MODELS", (string)variables["LEPTON_MODELS"]!)));
        Directory.Move(user.File("temp/results"), user.File("pipeline/results-1"));
        Directory.Delete(user.File(".lepton"), recursive: true);
        var report = string.Concat(Scripts(jobs["report"]).Select(s => Bash(s)));
        Assert.Contains("1 model passes its gates", report, StringComparison.Ordinal);
    }

    public void Dispose() => user.Dispose();

    private Run GitLab(params string[] arguments)
    {
        var tool = Repository.File("artifacts", "test-tools", "node_modules", "gitlab-ci-local", "src", "index.js");
        using var process = Start("node", [tool, "--color=false", "--force-shell-executor", "--variable", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", .. arguments]);
        return User.Wait(process);
    }

    private string Bash(string script, params (string Name, string Value)[] variables)
    {
        Directory.CreateDirectory(user.File("pipeline"));
        foreach (var (name, value) in variables.Concat([("BASE", "origin/main"), ("AGENT_TEMPDIRECTORY", user.File("temp")), ("PIPELINE_WORKSPACE", user.File("pipeline"))]))
        {
            user.Variables[name] = value;
        }

        using var process = Start("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        var run = User.Wait(process);
        Assert.True(run.Code == 0, $"{script}\n{run}");
        return run.Out;
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        user.Variables["PATH"] = Path.GetDirectoryName(User.Command) + ":" + Environment.GetEnvironmentVariable("PATH");
        user.Variables["HOME"] = user.File("home");
        return user.Start(program, arguments);
    }

    private void Commit(string message)
    {
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", message);
    }

    private static List<string> Scripts(Dictionary<object, object> job) =>
        [.. ((IEnumerable<object>)job["steps"]).Cast<Dictionary<object, object>>().Where(s => s.ContainsKey("bash")).Select(s => (string)s["bash"])];

    // A file's name in backticks, then its content.
    private static Dictionary<string, string> Blocks(string page) =>
        Block().Matches(File.ReadAllText(Repository.File("docs", page))).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [GeneratedRegex(@"^`([^`\n]+)`[^\n]*:\n\n```yaml\n(.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"##vso\[task\.setvariable variable=matrix;isOutput=true\](.*)")]
    private static partial Regex Output();
}
