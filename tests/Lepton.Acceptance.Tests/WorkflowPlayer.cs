using System.Diagnostics;
using System.Text.RegularExpressions;
using Lepton.Testing;
using YamlDotNet.Serialization;

namespace Lepton.Acceptance.Tests;

/// <summary>
/// Plays jobs of a workflow of GitHub Actions: each in a clone of its own, its scripts in bash as they stand in the file. The actions that hand files on
/// are played by copying; those that set a machine up are left out, since it is set up.
/// </summary>
internal sealed partial class WorkflowPlayer : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, object> jobs;
    private int count;

    public WorkflowPlayer(string name, string repository)
    {
        var workflow = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Repository.File(".github", "workflows", name + ".yml")));
        jobs = ((Dictionary<object, object>)workflow["jobs"]).ToDictionary(j => (string)j.Key, j => j.Value);
        Origin = repository;
    }

    /// <summary>The repository that is cloned.</summary>
    public string Origin { get; }

    /// <summary>What stands for each expression, by its text between the braces.</summary>
    public Dictionary<string, string> Expressions { get; } = [];

    /// <summary>Variables of every script.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The folder of an artifact.</summary>
    public string Artifact(string name) => folder.File(Path.Combine("artifacts", name));

    /// <summary>A new run of the workflow: the artifacts of the old one are gone, the caches stay.</summary>
    public void Start() => Remove(folder.File("artifacts"));

    /// <summary>Plays a job on a commit.</summary>
    /// <returns>Whether every step went well, the outputs of its steps, and what they wrote.</returns>
    public (bool Succeeded, IReadOnlyDictionary<string, string> Outputs, string Log) Play(string job, string commit)
    {
        var clone = folder.File($"job-{++count}/models");
        Git(folder.Path, "clone", "-q", Origin, clone);
        Git(clone, "-c", "advice.detachedHead=false", "checkout", "-q", commit);
        Expressions["runner.temp"] = Directory.CreateDirectory(folder.File($"job-{count}/temp")).FullName;
        Copy(folder.File("cache"), Path.Combine(clone, ".lepton"));
        var outputs = folder.File($"job-{count}/outputs");
        var (succeeded, log) = (true, string.Empty);
        foreach (var step in ((IEnumerable<object>)((Dictionary<object, object>)jobs[job])["steps"]).Cast<Dictionary<object, object>>())
        {
            var condition = step.TryGetValue("if", out var when) ? (string)when : null;
            if (condition is "needs.plan.result != 'success'" || (condition is null && !succeeded))
            {
                continue;
            }

            Assert.True(condition is null or "!cancelled()", condition);
            if (step.TryGetValue("run", out var script))
            {
                var run = Bash(clone, (string)script, step.TryGetValue("env", out var env) ? (Dictionary<object, object>)env : [], outputs);
                succeeded &= run.Code == 0;
                log += $"$ {script}\n{run}\n";
            }
            else
            {
                Use((string)step["uses"], step.TryGetValue("with", out var with) ? (Dictionary<object, object>)with : [], clone);
            }
        }

        return (succeeded, Outputs(outputs), log);
    }

    public void Dispose() => folder.Dispose();

    private void Use(string action, Dictionary<object, object> with, string clone)
    {
        string With(string name) => Fill((string)with[name]);
        switch (action.Split('@')[0])
        {
            case "actions/upload-artifact":
                Copy(With("path"), Artifact(With("name")));
                break;
            case "actions/download-artifact":
                Assert.Equal("true", With("merge-multiple"));
                foreach (var artifact in Directory.Exists(folder.File("artifacts")) ? Directory.GetDirectories(folder.File("artifacts"), With("pattern")) : [])
                {
                    Copy(artifact, With("path"));
                }

                break;
            case "actions/cache/save":
                Remove(folder.File("cache"));
                Copy(Path.Combine(clone, With("path")), folder.File("cache"));
                break;
            default:
                Assert.True(action.StartsWith("actions/checkout@", StringComparison.Ordinal) || action == "./.github/actions/setup-lepton", action);
                break;
        }
    }

    private Run Bash(string clone, string script, Dictionary<object, object> env, string outputs)
    {
        Assert.DoesNotContain("${{", script, StringComparison.Ordinal);
        var info = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script]) { WorkingDirectory = clone, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("GITHUB_", StringComparison.Ordinal) || k.StartsWith("LEPTON_", StringComparison.Ordinal)).ToList())
        {
            info.Environment.Remove(name);
        }

        info.Environment["PATH"] = Path.GetDirectoryName(User.Command) + ":" + Environment.GetEnvironmentVariable("PATH");
        info.Environment["LEPTON_NATIVE"] = User.Natives;
        info.Environment["RUNNER_TEMP"] = Expressions["runner.temp"];
        info.Environment["GITHUB_OUTPUT"] = outputs;
        foreach (var (name, value) in Variables.Concat(env.Select(e => KeyValuePair.Create((string)e.Key, Fill((string)e.Value)))))
        {
            info.Environment[name] = value;
        }

        return User.Wait(Process.Start(info)!);
    }

    private string Fill(string text) => Expression().Replace(text, m => Expressions.TryGetValue(m.Groups[1].Value, out var value) ? value : throw new InvalidOperationException($"nothing stands for {m.Value}"));

    // name<<delimiter, lines, delimiter.
    private static Dictionary<string, string> Outputs(string path)
    {
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (var i = 0; i < lines.Length; i++)
        {
            var (name, delimiter) = (lines[i].Split("<<")[0], lines[i].Split("<<")[1]);
            var end = Array.IndexOf(lines, delimiter, i + 1);
            outputs[name] = string.Join('\n', lines[(i + 1)..end]);
            i = end;
        }

        return outputs;
    }

    // Like upload-artifact, which leaves out what begins with a dot and forgets who may write.
    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(to);
            File.Copy(from, Path.Combine(to, Path.GetFileName(from)), overwrite: true);
        }

        foreach (var file in Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
            File.SetAttributes(target, FileAttributes.Normal);
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Git(string where, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = where })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [GeneratedRegex(@"\$\{\{ (.*?) \}\}")]
    private static partial Regex Expression();
}
