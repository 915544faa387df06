using System.Diagnostics;
using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Git;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

public sealed class GitRepositoryTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Files_of_a_commit_are_listed_and_read_whatever_their_names()
    {
        Git("init", "-q", "-b", "main");
        string[] names = ["a.yaml", "models/ü b.yaml", "models/with \"quotes\".yaml", "models/with\nnewline.yaml", "other/x.yaml"];
        foreach (var name in names)
        {
            folder.Write(name, "content of " + name);
        }

        File.CreateSymbolicLink(folder.File("models/link.yaml"), folder.File("a.yaml"));
        Commit("one");
        var repository = await GitRepository.RequireAsync(folder.File("models"), default);
        var files = await repository.FilesAsync("HEAD", ["models", "a.yaml"], default);
        Assert.Equal(names[..4].Order(StringComparer.Ordinal), files.Select(f => f.Path).Order(StringComparer.Ordinal));
        var contents = await repository.ReadAsync([.. files.Select(f => f.Blob)], default);
        Assert.Equal(files.Select(f => "content of " + f.Path), contents.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Tips_are_branches_tags_and_the_detached_head()
    {
        Git("init", "-q", "-b", "main");
        folder.Write("a", "1");
        var one = Commit("one");
        Git("tag", "-a", "v1", "-m", "annotated");
        folder.Write("a", "2");
        var two = Commit("two");
        folder.Write("a", "3");
        var three = Commit("three");
        Git("checkout", "-q", "--detach");
        Git("branch", "-f", "main", two);
        var repository = await GitRepository.RequireAsync(folder.Path, default);
        Assert.Equal(new[] { one, two, three }.Order(StringComparer.Ordinal), await repository.TipsAsync(default));
        Assert.Null(await repository.BranchAsync(default));
        Assert.Equal(two, await repository.MergeBaseAsync("HEAD", "main", default));
    }

    [Fact]
    public async Task What_git_does_not_know_is_a_diagnostic()
    {
        Assert.Null(await GitRepository.FindAsync(folder.Path, default));
        Git("init", "-q", "-b", "main");
        var repository = await GitRepository.RequireAsync(folder.Path, default);
        Assert.Equal("main", await repository.BranchAsync(default));
        foreach (var name in new[] { "no-such", "--all", "-h", "HEAD" })
        {
            Assert.Equal("LPT5004", (await Assert.ThrowsAsync<DiagnosticException>(() => repository.CommitAsync(name, default))).Diagnostics[0].Code);
        }

        Assert.Equal("LPT5001", (await Assert.ThrowsAsync<DiagnosticException>(() => repository.FilesAsync("no-such", [], default))).Diagnostics[0].Code);
    }

    public void Dispose() => folder.Dispose();

    private string Commit(string message)
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", message);
        return Git("rev-parse", "HEAD");
    }

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
