using System.IO.Compression;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Report;

namespace Lepton.GitOps.Forge.GitHub;

/// <summary>
/// The run of a workflow on a pull request, as GitHub tells of it, for a run that comes after it and may write. What the first one left is read by it with caps and checks,
/// and nothing of it is run, unpacked to disk, or asked for where it belongs.
/// </summary>
/// <param name="handler">Sends requests; see <see cref="GitHubClient"/>.</param>
/// <param name="repository">Such as <c>acme/models</c>.</param>
public sealed class WorkflowRun(HttpMessageHandler? handler, Uri api, string repository, string? token, TimeProvider clock) : IDisposable
{
    private const string Artifact = "report";
    private const string Entry = "report.json";
    private const int LongestReport = 8 << 20;

    private readonly GitHubClient client = new(handler, api, token, clock);
    private readonly string root = $"repos/{string.Join('/', repository.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>The open pull request whose head the run was of, and the report that it left.</summary>
    /// <param name="id">The run's number.</param>
    /// <exception cref="DiagnosticException">There is no such run, request or report, or the report is none.</exception>
    public async Task<(int PullRequest, string Commit, ChangeReport Report)> ReadAsync(long id, CancellationToken cancellation)
    {
        var run = await client.FindAsync($"{root}/actions/runs/{id}", GitHubJson.Default.RunResponse, cancellation) ?? throw Nothing($"GitHub knows no run {id} of {repository}");
        if (run.Event != "pull_request")
        {
            throw Nothing($"run {id} was not of a pull request");
        }

        var request = await RequestAsync(run, cancellation) ?? throw Nothing($"no open pull request has the commit {run.HeadSha} as its head any more");
        var artifacts = await client.FindAsync($"{root}/actions/runs/{id}/artifacts?name={Artifact}", GitHubJson.Default.ArtifactsResponse, cancellation);
        var artifact = artifacts?.Artifacts?.Where(a => a.Name == Artifact && !a.Expired).MaxBy(a => a.Id) ?? throw Nothing($"run {id} left none");
        var zip = await client.DownloadAsync($"{root}/actions/artifacts/{artifact.Id}/zip", cancellation);
        return (request, run.HeadSha, ReportReader.Read(Unpack(zip)));
    }

    public void Dispose() => client.Dispose();

    // The run itself does not tell the pull request of a fork, and what it left could name any.
    private async Task<int?> RequestAsync(RunResponse run, CancellationToken cancellation)
    {
        if (run.HeadRepository?.Owner?.Login is not { } owner || run.HeadBranch is not { } branch)
        {
            return null;
        }

        await foreach (var request in client.ListAsync($"{root}/pulls?state=open&head={Uri.EscapeDataString($"{owner}:{branch}")}", GitHubJson.Default.IReadOnlyListPullResponse, cancellation))
        {
            if (request.Head?.Sha == run.HeadSha)
            {
                return request.Number;
            }
        }

        return null;
    }

    private static byte[] Unpack(byte[] zip)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
            var entry = archive.GetEntry(Entry) ?? throw Nothing($"the artifact has no {Entry}");
            using var content = entry.Open();
            using var read = new MemoryStream();

            // What the archive says of sizes need not be true.
            var buffer = new byte[64 << 10];
            while (content.Read(buffer) is > 0 and var count)
            {
                read.Write(buffer, 0, count);
                if (read.Length > LongestReport)
                {
                    throw new DiagnosticException(GitOpsDiagnostics.BadReport($"it is longer than {LongestReport >> 20} MiB"));
                }
            }

            return read.ToArray();
        }
        catch (InvalidDataException)
        {
            throw new DiagnosticException(GitOpsDiagnostics.BadReport("the artifact is no zip archive"));
        }
    }

    private static DiagnosticException Nothing(string reason) => new(GitOpsDiagnostics.NoReport(reason));
}
