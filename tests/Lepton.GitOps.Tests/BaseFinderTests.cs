using System.Diagnostics;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Git;
using Lepton.Testing;

namespace Lepton.GitOps.Tests;

/// <summary>Which commit a change is compared with, in real repositories.</summary>
public sealed class BaseFinderTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task A_branch_is_compared_with_where_it_left_its_base_and_the_base_with_the_commit_before()
    {
        var one = Commit("origin", "one");
        var two = Commit("origin", "two");
        Git("origin", "checkout", "-q", "-b", "topic");
        Assert.Equal(one, await FindAsync("origin", "main", checkedOut: "main"));
        Git("origin", "checkout", "-q", "topic");
        Commit("origin", "three");
        Assert.Equal(two, await FindAsync("origin", null));
        Git("origin", "checkout", "-q", "main");
        Assert.Equal(one, await FindAsync("origin", null));

        // What is not committed is compared with what is.
        folder.Write("origin/file", "changed");
        Assert.Equal(two, await FindAsync("origin", null));
    }

    [Fact]
    public async Task The_remote_s_default_branch_is_the_base_whatever_its_name()
    {
        Git(".", "init", "-q", "-b", "trunk", "origin");
        folder.Write("origin/file", "1");
        Git("origin", "add", "-A");
        Git("origin", "commit", "-qm", "one");
        Git(".", "clone", "-q", "origin", "clone");
        Git("clone", "checkout", "-q", "-b", "topic");
        Commit("clone", "two");
        var revision = await new BaseFinder(await GitRepository.RequireAsync(folder.File("clone"), default), folder.File("clone"), _ => { }).FindAsync(null, default);
        Assert.Equal("origin/trunk", revision!.Name);
    }

    [Fact]
    public async Task A_first_commit_has_no_base_and_an_empty_repository_neither()
    {
        Git(".", "init", "-q", "-b", "main", "origin");
        Assert.Null(await FindAsync("origin", null));
        Commit("origin", "one");
        Assert.Null(await FindAsync("origin", null));
    }

    [Fact]
    public async Task A_shallow_clone_is_deepened_until_the_branches_meet()
    {
        var start = Commit("origin", "start");
        Git("origin", "checkout", "-q", "-b", "topic");
        for (var i = 0; i < 5; i++)
        {
            Commit("origin", $"topic {i}");
        }

        Git("origin", "checkout", "-q", "main");
        for (var i = 0; i < 3; i++)
        {
            Commit("origin", $"main {i}");
        }

        Git(".", "clone", "-q", "--depth", "1", "--no-single-branch", $"file://{folder.File("origin")}", "clone");
        Git("clone", "checkout", "-q", "topic");
        var said = new List<string>();
        var repository = await GitRepository.RequireAsync(folder.File("clone"), default);
        Assert.True(await repository.IsShallowAsync(default));
        Assert.Equal(start, (await new BaseFinder(repository, folder.File("clone"), said.Add).FindAsync("origin/main", default))!.Commit);
        Assert.NotEmpty(said);
    }

    [Fact]
    public async Task A_shallow_clone_whose_remote_is_gone_is_refused()
    {
        Commit("origin", "start");
        Git("origin", "checkout", "-q", "-b", "topic");
        Commit("origin", "topic");
        Git("origin", "checkout", "-q", "main");
        Commit("origin", "main");
        Git(".", "clone", "-q", "--depth", "1", "--no-single-branch", $"file://{folder.File("origin")}", "clone");
        Git("clone", "checkout", "-q", "topic");
        Directory.Move(folder.File("origin"), folder.File("elsewhere"));
        var error = await Assert.ThrowsAsync<DiagnosticException>(() => FindAsync("clone", "origin/main"));
        Assert.Equal("LPT5005", error.Diagnostics[0].Code);
    }

    [Fact]
    public async Task Histories_without_a_common_commit_are_refused()
    {
        Commit("origin", "one");
        Git("origin", "checkout", "-q", "--orphan", "other");
        Commit("origin", "two");
        var error = await Assert.ThrowsAsync<DiagnosticException>(() => FindAsync("origin", "main"));
        Assert.Equal("LPT5006", error.Diagnostics[0].Code);
        Assert.Equal("LPT5004", (await Assert.ThrowsAsync<DiagnosticException>(() => FindAsync("origin", "no-such"))).Diagnostics[0].Code);
    }

    [Fact]
    public async Task Changes_tell_renames_submodules_links_and_new_files_whatever_their_names()
    {
        Commit("inner", "a submodule");
        Git(".", "init", "-q", "-b", "main", "origin");
        folder.Write("origin/old name.csv", string.Join('\n', Enumerable.Range(0, 50)));
        Commit("origin", "one");
        Git("origin", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", folder.File("inner"), "sub");
        File.CreateSymbolicLink(folder.File("origin/link"), "file");
        var base_ = Commit("origin", "two");
        Git("origin", "mv", "old name.csv", "ü\nnew.csv");
        folder.Write("origin/untracked.csv", "1");
        folder.Write("origin/.gitignore", "ignored\n");
        folder.Write("origin/ignored", "1");
        File.Delete(folder.File("origin/link"));
        Commit("origin/sub", "inside");
        var changes = await (await GitRepository.RequireAsync(folder.File("origin"), default)).ChangesAsync(base_, default);
        Assert.Equal(
            [".gitignore from nothing", "link from link gone", "sub from sub submodule", "untracked.csv from nothing", "ü\nnew.csv from old name.csv"],
            changes.Select(c => $"{c.Path} from {c.OldPath ?? "nothing"}{(c.IsGone ? " gone" : string.Empty)}{(c.IsSubmodule ? " submodule" : string.Empty)}"));

        // A worktree is a repository of its own kind.
        Git("origin", "stash", "-q", "-u");
        Git("origin", "worktree", "add", "-q", folder.File("tree"), base_);
        Assert.Empty(await (await GitRepository.RequireAsync(folder.File("tree"), default)).ChangesAsync(base_, default));
    }

    public void Dispose() => folder.Dispose();

    private async Task<string?> FindAsync(string at, string? name, string? checkedOut = null)
    {
        if (checkedOut is not null)
        {
            Git(at, "checkout", "-q", checkedOut);
        }

        return (await new BaseFinder(await GitRepository.RequireAsync(folder.File(at), default), folder.File(at), _ => { }).FindAsync(name, default))?.Commit;
    }

    private string Commit(string at, string message)
    {
        if (!Directory.Exists(folder.File(at)))
        {
            Git(".", "init", "-q", "-b", "main", at);
        }

        folder.Write($"{at}/file", message);
        Git(at, "add", "-A");
        Git(at, "commit", "-q", "-m", message);
        return Git(at, "rev-parse", "HEAD");
    }

    private string Git(string at, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments]) { WorkingDirectory = folder.File(at), RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error.Result}");
        return output.Trim();
    }
}
