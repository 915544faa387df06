using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Core.Files;

namespace Lepton.GitOps.Git;

/// <summary>A git repository, asked through git's own plumbing commands.</summary>
/// <param name="root">The top folder of the working tree.</param>
public sealed class GitRepository(string root)
{
    // Who writes what nobody else signs.
    private static readonly string[] Own = ["-c", "user.name=lepton", "-c", "user.email=lepton@localhost"];

    private readonly GitProcess git = new(root);

    public string Root { get; } = root;

    /// <summary>The repository that a folder is in, or null where it is in none.</summary>
    /// <exception cref="DiagnosticException">There is no git, or it does not say: it refuses repositories of other users, for one.</exception>
    public static async Task<GitRepository?> FindAsync(string folder, CancellationToken cancellation)
    {
        var (code, output, error) = await new GitProcess(folder).RunAsync(["rev-parse", "--show-toplevel"], cancellation);
        return code == 0 ? new GitRepository(Path.GetFullPath(Encoding.UTF8.GetString(output).TrimEnd('\n', '\r')))
            : error.Contains("not a git repository", StringComparison.Ordinal) ? null
            : throw new DiagnosticException(GitOpsDiagnostics.GitFailed("rev-parse", error));
    }

    /// <exception cref="DiagnosticException">The folder is in none.</exception>
    public static async Task<GitRepository> RequireAsync(string folder, CancellationToken cancellation) =>
        await FindAsync(folder, cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.NoRepository(folder));

    /// <summary>The branch that is checked out, or null on a detached head.</summary>
    public Task<string?> BranchAsync(CancellationToken cancellation) =>
        git.FindLineAsync(["symbolic-ref", "--quiet", "--short", "HEAD"], cancellation);

    /// <summary>The commit that a name stands for, or null.</summary>
    public Task<string?> FindCommitAsync(string name, CancellationToken cancellation) =>
        git.FindLineAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], cancellation);

    /// <exception cref="DiagnosticException">Git knows no such commit.</exception>
    public async Task<string> CommitAsync(string name, CancellationToken cancellation) =>
        await FindCommitAsync(name, cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.UnknownRevision(name));

    /// <summary>Whether the tracked files of a folder are those of the commit that is checked out.</summary>
    public async Task<bool> IsCleanAsync(string folder, CancellationToken cancellation) =>
        (await git.RequireAsync(["status", "--porcelain", "--untracked-files=no", "--", folder], cancellation)).Length == 0;

    /// <summary>The address of a remote repository, without a user's name or password, or null where there is no such remote.</summary>
    public async Task<string?> RemoteUrlAsync(string name, CancellationToken cancellation)
    {
        var url = await git.FindLineAsync(["remote", "get-url", name], cancellation);
        return url is null ? null
            : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 ? new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri.AbsoluteUri
            : url;
    }

    /// <summary>The commit where two histories parted, or null where they have nothing in common, as far as this clone goes back.</summary>
    public Task<string?> MergeBaseAsync(string one, string other, CancellationToken cancellation) =>
        git.FindLineAsync(["merge-base", one, other], cancellation);

    /// <summary>The first parent of a commit, or null where it has none.</summary>
    public Task<string?> ParentAsync(string commit, CancellationToken cancellation) => FindCommitAsync(commit + "^1", cancellation);

    /// <summary>Whether old commits are missing.</summary>
    public async Task<bool> IsShallowAsync(CancellationToken cancellation) =>
        await git.FindLineAsync(["rev-parse", "--is-shallow-repository"], cancellation) == "true";

    /// <summary>Fetches older commits of a shallow clone; false where the remote does not give them.</summary>
    /// <param name="commits">How many more of each branch; null for all.</param>
    public async Task<bool> DeepenAsync(string remote, int? commits, CancellationToken cancellation) =>
        (await git.RunAsync(["fetch", "--quiet", "--tags", commits is { } depth ? $"--deepen={depth}" : "--unshallow", remote], cancellation)).Code == 0;

    /// <summary>What a symbolic reference names, such as the branch of <c>refs/remotes/origin/HEAD</c>, or null.</summary>
    public Task<string?> SymbolAsync(string reference, CancellationToken cancellation) =>
        git.FindLineAsync(["symbolic-ref", "--quiet", "--short", reference], cancellation);

    /// <summary>Whether the clone has a remote at all.</summary>
    public async Task<bool> HasRemoteAsync(CancellationToken cancellation) => await git.FindLineAsync(["remote"], cancellation) is { Length: > 0 };

    /// <summary>Files that differ between a commit and the working tree, new ones that git does not ignore too; sorted by path.</summary>
    public async Task<IReadOnlyList<GitChange>> ChangesAsync(string commit, CancellationToken cancellation)
    {
        var differing = git.RequireAsync(["diff", "--raw", "-z", "--no-ext-diff", "--no-textconv", "--no-abbrev", "--find-renames", "--ignore-submodules=none", commit, "--"], cancellation);
        var untracked = await git.RequireAsync(["ls-files", "--others", "--exclude-standard", "-z", "--full-name"], cancellation);
        return
        [
            .. GitChange.Parse(Encoding.UTF8.GetString(await differing))
                .Concat(Encoding.UTF8.GetString(untracked).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(p => new GitChange(p, null, false, false)))
                .OrderBy(c => c.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Git's names of the contents that a file has had in the history of what is checked out, the newest first; each once.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync(string path, int most, CancellationToken cancellation)
    {
        if (await FindCommitAsync("HEAD", cancellation) is null)
        {
            return [];
        }

        var output = await git.RequireAsync(["log", "--format=", "--raw", "--no-abbrev", "--no-renames", "-z", $"--max-count={most}", "HEAD", "--", path], cancellation);

        // :<old mode> SP <new mode> SP <old object> SP <new object> SP <status> NUL <path> NUL
        return [.. Encoding.UTF8.GetString(output).Split('\0').Select(w => w.TrimStart('\n')).Where(w => w.StartsWith(':')).Select(w => w.Split(' ')[3]).Where(b => b.Trim('0').Length > 0).Distinct()];
    }

    /// <summary>Has this clone's git call a command to merge files whose attributes name the driver.</summary>
    public async Task UseMergeDriverAsync(string driver, string description, string command, CancellationToken cancellation)
    {
        await git.RequireAsync(["config", "--local", $"merge.{driver}.name", description], cancellation);
        await git.RequireAsync(["config", "--local", $"merge.{driver}.driver", command], cancellation);
    }

    /// <summary>Of these files those that are not as the commit has them that is checked out, new ones too; paths from the root of the repository.</summary>
    public async Task<IReadOnlyList<string>> UncommittedAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        // XY SP <path> NUL
        var output = await git.RequireAsync(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", .. paths.Select(Literal)], cancellation);
        return [.. Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l[3..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Commits these files alone, whatever else is staged, in the name of who is configured, or else in lepton's.</summary>
    public async Task CommitFilesAsync(IReadOnlyList<string> paths, string message, CancellationToken cancellation)
    {
        var files = paths.Select(Literal).ToArray();
        await git.RequireAsync(["add", "--", .. files], cancellation);
        await git.RequireAsync([.. await NameAsync(cancellation), "commit", "--quiet", "--only", "--message", message, "--", .. files], cancellation);
    }

    /// <summary>Pushes the branch that is checked out to the remote's of the same name, which must not have moved on.</summary>
    /// <returns>Where it went.</returns>
    public async Task<string> PushBranchAsync(CancellationToken cancellation)
    {
        var branch = await BranchAsync(cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.NotPushed("no branch is checked out"));
        var remote = await RemoteOfAsync(branch, cancellation);
        var (code, _, error) = await git.RunAsync(["push", "--quiet", remote, $"HEAD:refs/heads/{branch}"], cancellation);
        return code == 0 ? $"{branch} of {remote}" : throw new DiagnosticException(GitOpsDiagnostics.NotPushed(error));
    }

    /// <summary>
    /// Makes a commit that changes one file, on top of the one that is checked out, and pushes it as a branch. Neither the working tree nor what is staged is touched, and there is no
    /// local branch. Where the remote has the branch already, nothing is done.
    /// </summary>
    /// <param name="path">From the root of the repository.</param>
    /// <exception cref="DiagnosticException">What is checked out is in no branch of the remote, or git refuses.</exception>
    public async Task PushChangeAsync(string path, string text, string message, string branch, CancellationToken cancellation)
    {
        var remote = await RemoteOfAsync(await BranchAsync(cancellation), cancellation);
        if ((await git.RequireAsync(["ls-remote", "--heads", remote, $"refs/heads/{branch}"], cancellation)).Length > 0)
        {
            return;
        }

        if ((await git.RequireAsync(["for-each-ref", "--count=1", "--contains", "HEAD", "refs/remotes"], cancellation)).Length == 0)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NotOnRemote());
        }

        var folder = Directory.CreateTempSubdirectory("lepton-");
        try
        {
            var index = Path.Combine(folder.FullName, "index");
            async Task<string> AskAsync(string[] arguments, string? input = null) => Encoding.UTF8.GetString(await git.RequireAsync(arguments, cancellation, input, index)).Trim();
            await AskAsync(["read-tree", "HEAD"]);
            var mode = await AskAsync(["ls-tree", "--full-tree", "HEAD", "--", Literal(path)]) is { Length: > 0 } own ? own[..own.IndexOf(' ', StringComparison.Ordinal)] : "100644";
            var blob = await AskAsync(["hash-object", "-w", "--stdin", $"--path={path}"], text);
            await AskAsync(["update-index", "--add", "--cacheinfo", $"{mode},{blob},{path}"]);
            string[] signed = await git.FindLineAsync(["config", "--type=bool", "--get", "commit.gpgSign"], cancellation) == "true" ? ["-S"] : [];
            var commit = await AskAsync([.. await NameAsync(cancellation), "commit-tree", .. signed, "-p", "HEAD", "-m", message, await AskAsync(["write-tree"])]);
            var (code, _, error) = await git.RunAsync(["push", "--quiet", remote, $"{commit}:refs/heads/{branch}"], cancellation);
            if (code != 0)
            {
                throw new DiagnosticException(GitOpsDiagnostics.NotPushed(error));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks a commit out in a folder of its own; hooks do not run.</summary>
    public async Task AddWorktreeAsync(string folder, string commit, CancellationToken cancellation) =>
        await git.RequireAsync(["-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", folder, commit], cancellation);

    /// <summary>Removes such a folder, whatever was written in it.</summary>
    public Task RemoveWorktreeAsync(string folder, CancellationToken cancellation) => git.RunAsync(["worktree", "remove", "--force", "--force", folder], cancellation);

    /// <summary>Commits up to what is checked out that touched some files, the newest first, with the first lines of their messages.</summary>
    /// <param name="after">Only what came after this commit; null for all.</param>
    public async Task<IReadOnlyList<(string Commit, string Subject)>> CommitsAsync(string? after, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var output = await git.RequireAsync(["log", "--format=%H %s", "--max-count=1000", after is null ? "HEAD" : $"{after}..HEAD", "--", .. paths.Select(Literal)], cancellation);
        return [.. Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)).Select(w => (w[0], w.Length > 1 ? w[1] : string.Empty))];
    }

    /// <summary>The commits that changed a file on the branch that is checked out, the newest first; a merge brings what the merged branch did.</summary>
    public async Task<IReadOnlyList<FileCommit>> HistoryAsync(string path, int most, CancellationToken cancellation)
    {
        var output = await git.RequireAsync(["log", "--format=%x01%H%x00%an%x00%cI", "--raw", "--no-abbrev", "--no-renames", "--first-parent", "--diff-merges=first-parent", $"--max-count={most}", "HEAD", "--", Literal(path)], cancellation);

        // SOH <commit> NUL <author> NUL <date> LF LF :<modes> SP <old object> SP <new object> SP <status> TAB <path> LF
        return [.. Encoding.UTF8.GetString(output).Split('\u0001', StringSplitOptions.RemoveEmptyEntries).Select(entry =>
        {
            var lines = entry.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var words = lines[0].Split('\0');
            var blob = lines.FirstOrDefault(l => l.StartsWith(':'))?.Split(' ')[3];
            return new FileCommit(words[0], words[1], DateTimeOffset.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture), blob is null || blob.Trim('0').Length == 0 ? null : blob);
        })];
    }

    /// <summary>Makes a branch at what is checked out and checks it out.</summary>
    public async Task SwitchToNewAsync(string branch, CancellationToken cancellation) => await git.RequireAsync(["switch", "--quiet", "--create", branch], cancellation);

    /// <summary>Writes a note on a commit, in place of the one that it had under this name.</summary>
    public async Task NoteAsync(string name, string commit, string text, CancellationToken cancellation) =>
        await git.RequireAsync([.. Own, "notes", "--ref", name, "add", "--force", "--file", "-", commit], cancellation, text);

    /// <summary>Tags whose names begin with a text, with the commits that they name.</summary>
    /// <param name="commit">Only those in the history of this commit; null for all.</param>
    public async Task<IReadOnlyList<(string Tag, string Commit)>> TagsAsync(string prefix, string? commit, CancellationToken cancellation)
    {
        string[] merged = commit is null ? [] : ["--merged", commit];
        var output = await git.RequireAsync(["for-each-ref", .. merged, "--format=%(refname:strip=2) %(objectname) %(*objectname)", "refs/tags/" + prefix], cancellation);
        return [.. Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Select(w => (w[0], w[2].Length > 0 ? w[2] : w[1]))];
    }

    /// <summary>Files of a commit below folders, by path from the root of the repository, with the names of their blobs.</summary>
    public async Task<IReadOnlyList<GitFile>> FilesAsync(string commit, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var output = await git.RequireAsync(["ls-tree", "-r", "-z", "--full-tree", commit, "--", .. folders], cancellation);
        var files = new List<GitFile>();
        foreach (var line in Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // <mode> SP <type> SP <object> TAB <path>
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var words = line[..tab].Split(' ');
            if (words[1] == "blob" && words[0] is "100644" or "100755")
            {
                files.Add(new GitFile(line[(tab + 1)..], words[2]));
            }
        }

        return files;
    }

    /// <summary>Commits that branches, remote branches, tags and worktrees point at, each once.</summary>
    public async Task<IReadOnlyList<string>> TipsAsync(CancellationToken cancellation)
    {
        var output = await git.RequireAsync(["for-each-ref", "--format=%(objectname) %(*objectname) %(objecttype) %(*objecttype)"], cancellation);
        var tips = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            var commit = words[2] == "commit" ? words[0] : words[3] == "commit" ? words[1] : null;
            if (commit is not null)
            {
                tips.Add(commit);
            }
        }

        if (await FindCommitAsync("HEAD", cancellation) is { } head)
        {
            tips.Add(head);
        }

        return [.. tips];
    }

    /// <summary>Contents of blobs, in the order of their names.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(IReadOnlyList<string> blobs, CancellationToken cancellation)
    {
        if (blobs.Count == 0)
        {
            return [];
        }

        var output = await git.RequireAsync(["cat-file", "--batch"], cancellation, string.Join('\n', blobs) + "\n");
        var contents = new List<byte[]>(blobs.Count);
        for (var at = 0; contents.Count < blobs.Count;)
        {
            // <object> SP <type> SP <size> LF <contents> LF
            var end = Array.IndexOf(output, (byte)'\n', at);
            var header = Encoding.ASCII.GetString(output, at, end - at).Split(' ');
            if (header.Length != 3 || header[1] != "blob")
            {
                throw new DiagnosticException(GitOpsDiagnostics.GitFailed("cat-file", string.Join(' ', header)));
            }

            var size = int.Parse(header[2]);
            contents.Add(output[(end + 1)..(end + 1 + size)]);
            at = end + 2 + size;
        }

        return contents;
    }

    /// <summary>The path of a file or folder from the root of the repository, with slashes; empty for the root itself. A file that is a link keeps its own name, and it need not be there.</summary>
    public string PathOf(string path)
    {
        var real = Directory.Exists(path) ? ContainedPath.Real(path) : Path.Combine(ContainedPath.Real(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        var relative = Path.GetRelativePath(ContainedPath.Real(Root), real).Replace(Path.DirectorySeparatorChar, '/');
        return relative == "." ? string.Empty : relative;
    }

    private async Task<string> RemoteOfAsync(string? branch, CancellationToken cancellation) =>
        branch is not null && await git.FindLineAsync(["config", "--get", $"branch.{branch}.remote"], cancellation) is { Length: > 0 } named ? named : "origin";

    // Who is configured, or else lepton.
    private async Task<string[]> NameAsync(CancellationToken cancellation) =>
        await git.FindLineAsync(["config", "--get", "user.email"], cancellation) is { Length: > 0 } ? [] : Own;

    private static string Literal(string path) => ":(top,literal)" + path;
}
