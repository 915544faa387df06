using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>Types the commands of the manual's console blocks, as they stand, in the samples' workspace.</summary>
public class DocumentationTests
{
    public static TheoryData<string> Pages => new("README.md", "docs/keys.md", "docs/repair.md", "docs/trainers.md");

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_commands_of_a_page_do_what_it_says(string page) => TypeAll(page, networks: page == "README.md");

    [Theory]
    [InlineData("pull-requests.md")]
    [InlineData("releases.md")]
    [InlineData("cross-validation.md")]
    [InlineData("ensembles.md")]
    [InlineData("runs.md")]
    [InlineData("search.md")]
    public void A_story_from_an_empty_folder_goes_as_its_page_says(string page)
    {
        using var user = new User();
        user.Variables["PATH"] = $"{Path.GetDirectoryName(User.Command)}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in new[] { ("GIT_AUTHOR_NAME", "Test"), ("GIT_AUTHOR_EMAIL", "test@example.com"), ("GIT_COMMITTER_NAME", "Test"), ("GIT_COMMITTER_EMAIL", "test@example.com") })
        {
            user.Variables[name] = value;
        }

        foreach (var (command, exit, shown) in ConsoleBlocks.Read(Repository.File("docs", page)))
        {
            var run = User.Wait(user.Start("bash", ["-c", command]));
            Assert.True(run.Code == exit, $"{command}: {run}");
            foreach (var line in shown)
            {
                Assert.True((run.Out + run.Error).Contains(line, StringComparison.Ordinal), $"{command} did not print: {line}\n{run}");
            }
        }
    }

    internal static void TypeAll(string page, bool networks)
    {
        using var user = User.WithSamples(networks);
        user.Git("init", "-q", "-b", "main");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "samples");
        foreach (var (command, exit, shown) in ConsoleBlocks.Read(Repository.File(page.Split('/'))).Where(c => c.Command.StartsWith("lepton ", StringComparison.Ordinal)))
        {
            var run = user.Type(command.Split(' ')[1..]);
            Assert.True(run.Code == exit, $"{command}: {run}");
            foreach (var line in shown)
            {
                Assert.True((run.Out + run.Error).Contains(line, StringComparison.Ordinal), $"{command} did not print: {line}\n{run}");
            }
        }
    }
}
