using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lepton.Core.Diagnostics;

namespace Lepton.GitOps.Git;

/// <summary>A git repository, asked through git's own plumbing commands.</summary>
/// <param name="root">The top folder of the working tree.</param>
public sealed class GitRepository(string root)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Root { get; } = root;

    /// <summary>The repository that a folder is in, or null where it is in none.</summary>
    /// <exception cref="DiagnosticException">There is no git, or it does not say: it refuses repositories of other users, for one.</exception>
    public static async Task<GitRepository?> FindAsync(string folder, CancellationToken cancellation)
    {
        var (code, output, error) = await StartAsync(folder, null, ["rev-parse", "--show-toplevel"], cancellation);
        return code == 0 ? new GitRepository(Path.GetFullPath(Encoding.UTF8.GetString(output).TrimEnd('\n', '\r')))
            : error.Contains("not a git repository", StringComparison.Ordinal) ? null
            : throw new DiagnosticException(GitOpsDiagnostics.GitFailed("rev-parse", error));
    }

    /// <exception cref="DiagnosticException">The folder is in none.</exception>
    public static async Task<GitRepository> RequireAsync(string folder, CancellationToken cancellation) =>
        await FindAsync(folder, cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.NoRepository(folder));

    /// <summary>The branch that is checked out, or null on a detached head.</summary>
    public async Task<string?> BranchAsync(CancellationToken cancellation)
    {
        var (code, output, _) = await StartAsync(Root, null, ["symbolic-ref", "--quiet", "--short", "HEAD"], cancellation);
        return code == 0 ? Encoding.UTF8.GetString(output).TrimEnd('\n') : null;
    }

    /// <summary>The commit that a name stands for, or null.</summary>
    public async Task<string?> FindCommitAsync(string name, CancellationToken cancellation)
    {
        var (code, output, _) = await StartAsync(Root, null, ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], cancellation);
        return code == 0 ? Encoding.UTF8.GetString(output).TrimEnd('\n') : null;
    }

    /// <exception cref="DiagnosticException">Git knows no such commit.</exception>
    public async Task<string> CommitAsync(string name, CancellationToken cancellation) =>
        await FindCommitAsync(name, cancellation) ?? throw new DiagnosticException(GitOpsDiagnostics.UnknownRevision(name));

    /// <summary>Whether the tracked files of a folder are those of the commit that is checked out.</summary>
    public async Task<bool> IsCleanAsync(string folder, CancellationToken cancellation) =>
        (await RunAsync(["status", "--porcelain", "--untracked-files=no", "--", folder], cancellation)).Length == 0;

    /// <summary>The address of a remote repository, without a user's name or password, or null where there is no such remote.</summary>
    public async Task<string?> RemoteUrlAsync(string name, CancellationToken cancellation)
    {
        var (code, output, _) = await StartAsync(Root, null, ["remote", "get-url", name], cancellation);
        var url = Encoding.UTF8.GetString(output).TrimEnd('\n', '\r');
        return code != 0 ? null
            : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 ? new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri.AbsoluteUri
            : url;
    }

    /// <summary>The commit where two histories parted, or null where they have nothing in common.</summary>
    public async Task<string?> MergeBaseAsync(string one, string other, CancellationToken cancellation)
    {
        var (code, output, _) = await StartAsync(Root, null, ["merge-base", one, other], cancellation);
        return code == 0 ? Encoding.UTF8.GetString(output).TrimEnd('\n') : null;
    }

    /// <summary>Files of a commit below folders, by path from the root of the repository, with the names of their blobs.</summary>
    public async Task<IReadOnlyList<GitFile>> FilesAsync(string commit, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        var output = await RunAsync(["ls-tree", "-r", "-z", "--full-tree", commit, "--", .. folders], cancellation);
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
        var output = await RunAsync(["for-each-ref", "--format=%(objectname) %(*objectname) %(objecttype) %(*objecttype)"], cancellation);
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

        var (code, output, error) = await StartAsync(Root, string.Join('\n', blobs) + "\n", ["cat-file", "--batch"], cancellation);
        if (code != 0)
        {
            throw new DiagnosticException(GitOpsDiagnostics.GitFailed("cat-file", error));
        }

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

    /// <summary>The path of a file or folder from the root of the repository, with slashes; empty for the root itself.</summary>
    public string PathOf(string path)
    {
        var relative = Path.GetRelativePath(Real(Root), Real(path)).Replace(Path.DirectorySeparatorChar, '/');
        return relative == "." ? string.Empty : relative;
    }

    private static string Real(string path) => new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private async Task<byte[]> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var (code, output, error) = await StartAsync(Root, null, arguments, cancellation);
        return code == 0 ? output : throw new DiagnosticException(GitOpsDiagnostics.GitFailed(arguments[0], error));
    }

    private static async Task<(int Code, byte[] Output, string Error)> StartAsync(string folder, string? input, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("git", ["-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var process = Start(start);
        try
        {
            return await CommunicateAsync(process, input, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DiagnosticException(GitOpsDiagnostics.GitFailed(arguments[0], $"no end after {Patience.TotalMinutes:0} min"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<(int Code, byte[] Output, string Error)> CommunicateAsync(Process process, string? input, CancellationToken cancellation)
    {
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        }

        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output.ToArray(), (await errors).Trim().ReplaceLineEndings(" "));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DiagnosticException(GitOpsDiagnostics.NoGit(e.Message));
        }
    }
}
