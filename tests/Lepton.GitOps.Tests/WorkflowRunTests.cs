using System.IO.Compression;
using System.Net;
using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Forge.GitHub;
using Lepton.GitOps.Report;

namespace Lepton.GitOps.Tests;

public class WorkflowRunTests
{
    private const string Head = "0123456789abcdef0123456789abcdef01234567";
    private const string Run = """{"event":"pull_request","head_sha":"0123456789abcdef0123456789abcdef01234567","head_branch":"topic","head_repository":{"owner":{"login":"stranger"}}}""";

    private static readonly byte[] Report = Encoding.UTF8.GetBytes(ReportJson.Document(ReportReaderTests.Example()).ToJsonString());

    [Fact]
    public async Task The_pull_request_is_the_one_whose_head_GitHub_says_the_run_was_of()
    {
        var github = new Answers(Run, """[{"number":6,"head":{"sha":"ffffffffffffffffffffffffffffffffffffffff"}},{"number":7,"head":{"sha":"0123456789abcdef0123456789abcdef01234567"}}]""", Zip(("report.json", Report)));
        var (request, commit, report) = await github.ReadAsync();
        Assert.Equal((7, Head, "tumor"), (request, commit, report.Models[0].Name));
        Assert.Contains("repos/acme/models/pulls?state=open&head=stranger%3Atopic&per_page=100", github.Requests);
    }

    [Fact]
    public async Task The_token_does_not_follow_to_where_the_artifact_lies()
    {
        var github = new Answers(Run, """[{"number":7,"head":{"sha":"0123456789abcdef0123456789abcdef01234567"}}]""", Zip(("report.json", Report)));
        await github.ReadAsync();
        Assert.Equal((false, true), (github.Tokens["https://blobs.example/zip"], github.Tokens["https://api.github.example/repos/acme/models/actions/artifacts/3/zip"]));
    }

    [Theory]
    [InlineData("""{"event":"push","head_sha":"0123456789abcdef0123456789abcdef01234567"}""")]
    [InlineData("""{"event":"pull_request","head_sha":"0123456789abcdef0123456789abcdef01234567","head_branch":"topic","head_repository":null}""")]
    [InlineData("""{"event":"pull_request","head_sha":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","head_branch":"topic","head_repository":{"owner":{"login":"stranger"}}}""")]
    public async Task A_run_that_is_of_no_open_pull_request_s_head_has_no_page(string run) =>
        Assert.Equal("LPT5012", Code(await Assert.ThrowsAsync<DiagnosticException>(() => new Answers(run, """[{"number":7,"head":{"sha":"0123456789abcdef0123456789abcdef01234567"}}]""", Zip(("report.json", Report))).ReadAsync())));

    [Fact]
    public async Task An_artifact_that_grows_when_unpacked_or_has_another_file_is_not_read()
    {
        async Task<string> CodeOf(byte[] zip) => Code(await Assert.ThrowsAsync<DiagnosticException>(() => new Answers(Run, """[{"number":7,"head":{"sha":"0123456789abcdef0123456789abcdef01234567"}}]""", zip).ReadAsync()));
        Assert.Equal("LPT5011", await CodeOf(Zip(("report.json", new byte[64 << 20]))));
        Assert.Equal("LPT5012", await CodeOf(Zip(("../report.json", Report))));
        Assert.Equal("LPT5011", await CodeOf([1, 2, 3]));
    }

    private static string Code(DiagnosticException e) => Assert.Single(e.Diagnostics).Code;

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private sealed class Answers(string run, string pulls, byte[] zip) : HttpMessageHandler
    {
        private const string Api = "https://api.github.example/";

        public List<string> Requests { get; } = [];

        public Dictionary<string, bool> Tokens { get; } = [];

        public async Task<(int PullRequest, string Commit, ChangeReport Report)> ReadAsync()
        {
            using var reader = new WorkflowRun(this, new Uri(Api), "acme/models", "not-a-real-token", TimeProvider.System);
            return await reader.ReadAsync(99, default);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.AbsoluteUri;
            Requests.Add(address.Replace(Api, string.Empty, StringComparison.Ordinal));
            Tokens[address] = request.Headers.Authorization is not null;
            var response = new HttpResponseMessage(HttpStatusCode.OK);
            if (address.EndsWith("/runs/99", StringComparison.Ordinal))
            {
                response.Content = new StringContent(run);
            }
            else if (address.Contains("/pulls?", StringComparison.Ordinal))
            {
                response.Content = new StringContent(pulls);
            }
            else if (address.Contains("/artifacts?", StringComparison.Ordinal))
            {
                response.Content = new StringContent("""{"artifacts":[{"id":2,"name":"report","expired":true},{"id":3,"name":"report","expired":false},{"id":4,"name":"locks","expired":false}]}""");
            }
            else if (address.EndsWith("/artifacts/3/zip", StringComparison.Ordinal))
            {
                response.StatusCode = HttpStatusCode.Found;
                response.Headers.Location = new Uri("https://blobs.example/zip");
            }
            else
            {
                Assert.Equal("https://blobs.example/zip", address);
                response.Content = new ByteArrayContent(zip);
            }

            return Task.FromResult(response);
        }
    }
}
