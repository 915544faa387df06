using System.Diagnostics;
using Lepton.Testing;
using YamlDotNet.Serialization;
using Assert = Xunit.Assert;

namespace Lepton.Build.Tests;

public class WorkflowFileTests
{
    [Fact]
    public void The_files_are_those_that_the_attributes_say()
    {
        var files = global::Build.WorkflowFiles;
        Assert.Contains(files, f => f.Path == ".github/workflows/pull-request.yml");
        Assert.All(files, f => Assert.True(File.Exists(Repository.File(f.Path)) && File.ReadAllText(Repository.File(f.Path)) == f.Text, $"{f.Path} is not what ./build.sh Workflows writes"));
        var known = files.Select(f => Path.GetFullPath(Repository.File(f.Path))).ToHashSet();
        Assert.All(Directory.EnumerateFiles(Repository.File(".github"), "*.yml", SearchOption.AllDirectories), f => Assert.Contains(Path.GetFullPath(f), known));
    }

    [Fact]
    public void GitHub_s_own_parser_and_actionlint_find_nothing_in_them_nor_in_what_other_settings_give()
    {
        using var folder = new TempFolder();
        WorkflowAttribute[] others =
        [
            new PullRequestWorkflowAttribute("pull-request") { ForkEnvironment = "strangers", LockToken = "BOT_TOKEN", ImportSecrets = ["CACHE_PASSWORD"], Branch = "trunk", HostedImage = "ubuntu-22.04" },
            new MainWorkflowAttribute("main") { ImportSecrets = ["CACHE_PASSWORD"] },
            new TargetsWorkflowAttribute("test", "Validate", "Test") { ImportSecrets = ["A", "B"] },
        ];
        foreach (var other in others)
        {
            folder.Write($"other/{other.Name}.yml", other.Write().Text);
        }

        var (code, output) = Lint([.. global::Build.WorkflowFiles.Select(f => Repository.File(f.Path)), .. others.Select(o => folder.File($"other/{o.Name}.yml"))]);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void A_mistake_in_a_workflow_would_be_found()
    {
        using var folder = new TempFolder();
        folder.Write("bad.yml", "name: bad\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps:\n      - run: echo ${{ needs.x.outputs.y }}\n      - uses: actions/checkout@v4\n        whit: {}\n");
        var (code, output) = Lint([folder.File("bad.yml")]);
        Assert.Equal(1, code);
        Assert.Contains("actionlint", output, StringComparison.Ordinal);
        Assert.Contains("workflow-parser", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_action_of_somebody_else_is_pinned_to_a_commit()
    {
        foreach (var step in Jobs().SelectMany(j => Steps(j.Job)).Where(s => s.ContainsKey("uses")))
        {
            Assert.Matches(@"^(\./\.github/actions/[a-z-]+|[a-z-]+(/[a-z-]+)+@[0-9a-f]{40})\z", (string)step["uses"]);
        }
    }

    [Fact]
    public void No_script_has_an_expression_in_it_which_a_branch_s_name_could_break_out_of() =>
        Assert.All(Jobs().SelectMany(j => Steps(j.Job)).Where(s => s.ContainsKey("run")), s => Assert.DoesNotContain("${{", (string)s["run"], StringComparison.Ordinal));

    [Fact]
    public void Only_jobs_that_post_may_write_and_no_job_that_trains_does()
    {
        var writing = Jobs().Where(j => j.Job.TryGetValue("permissions", out var p) && ((Dictionary<object, object>)p).ContainsValue("write")).Select(j => $"{j.File}: {j.Name}");
        Assert.Equal([".github/workflows/fork-report.yml: comment", ".github/workflows/pull-request.yml: report", ".github/workflows/release.yml: release"], writing.Order(StringComparer.Ordinal));
        foreach (var (path, workflow) in Workflows())
        {
            var all = (Dictionary<object, object>)workflow["permissions"];
            Assert.True(all.Values.All(v => (string)v == "read"), path);
        }
    }

    [Fact]
    public void Nothing_of_a_stranger_s_reaches_a_machine_of_one_s_own_before_somebody_approves_it()
    {
        const string IsStranger = "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository";
        var jobs = Jobs(new PullRequestWorkflowAttribute("pull-request").Write());
        Assert.EndsWith($"&& !({IsStranger})", (string)jobs["train-self-hosted"]["if"], StringComparison.Ordinal);

        // The hosted job asks for GitHub's machine, whatever labels a stranger's lepton.yaml has.
        Assert.Equal($"${{{{ {IsStranger} && 'ubuntu-latest' || matrix.runs-on }}}}", jobs["train"]["runs-on"]);
        jobs = Jobs(new PullRequestWorkflowAttribute("pull-request") { ForkEnvironment = "strangers" }.Write());
        Assert.Equal($"${{{{ {IsStranger} && 'strangers' || '' }}}}", jobs["train-self-hosted"]["environment"]);

        // What runs with the base's rights checks out the base.
        var report = Steps(Jobs().Single(j => j.File.EndsWith("fork-report.yml", StringComparison.Ordinal)).Job).First(s => ((string)s["uses"]).StartsWith("actions/checkout@", StringComparison.Ordinal));
        Assert.DoesNotContain("ref", ((Dictionary<object, object>)report["with"]).Keys);
    }

    private static (int Code, string Output) Lint(IReadOnlyList<string> files)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [Repository.File("tests", "tools", "lint-workflows.mjs"), Repository.File("artifacts", "test-tools", "node_modules"), .. files]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static IEnumerable<(string Path, Dictionary<string, object> Workflow)> Workflows() =>
        global::Build.WorkflowFiles.Where(f => f.Path.Contains("/workflows/", StringComparison.Ordinal)).Select(f => (f.Path, Read(f)));

    private static IEnumerable<(string File, string Name, Dictionary<object, object> Job)> Jobs() =>
        Workflows().SelectMany(w => ((Dictionary<object, object>)w.Workflow["jobs"]).Select(j => (w.Path, (string)j.Key, (Dictionary<object, object>)j.Value)));

    private static Dictionary<string, Dictionary<object, object>> Jobs(WorkflowFile file) =>
        ((Dictionary<object, object>)Read(file)["jobs"]).ToDictionary(j => (string)j.Key, j => (Dictionary<object, object>)j.Value);

    private static IEnumerable<Dictionary<object, object>> Steps(Dictionary<object, object> job) => ((IEnumerable<object>)job["steps"]).Cast<Dictionary<object, object>>();

    private static Dictionary<string, object> Read(WorkflowFile file) => new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(file.Text);
}
