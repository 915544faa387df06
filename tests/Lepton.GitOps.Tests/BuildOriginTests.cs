using Lepton.GitOps.Forge;

namespace Lepton.GitOps.Tests;

public class BuildOriginTests
{
    [Fact]
    public void A_push_to_a_branch_is_that_branch() =>
        Assert.Equal("main", Of("feature", ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push"), ("GITHUB_REF", "refs/heads/main")).Branch);

    [Fact]
    public void A_pull_request_is_its_number_whatever_its_branch_is_called() =>
        Assert.Equal("refs/pull/7/merge", Of("main", ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_HEAD_REF", "main")).Branch);

    [Theory]
    [InlineData("pull_request_target")]
    [InlineData("workflow_run")]
    [InlineData("issue_comment")]
    public void An_event_that_borrows_the_default_branch_has_none(string name) =>
        Assert.Null(Of("main", ("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", name), ("GITHUB_REF", "refs/heads/main")).Branch);

    [Fact]
    public void A_tag_and_a_branch_that_looks_like_a_reference_keep_their_full_names()
    {
        Assert.Equal("refs/tags/main", Of(null, ("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/tags/main")).Branch);
        Assert.Equal("refs/heads/refs/pull/7/merge", Of(null, ("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/heads/refs/pull/7/merge")).Branch);
    }

    [Fact]
    public void A_merge_request_of_GitLab_is_its_number()
    {
        Assert.Equal("refs/merge-requests/3", Of(null, ("GITLAB_CI", "true"), ("CI_MERGE_REQUEST_IID", "3"), ("CI_COMMIT_BRANCH", "main")).Branch);
        Assert.Equal("main", Of(null, ("GITLAB_CI", "true"), ("CI_COMMIT_BRANCH", "main")).Branch);
    }

    [Fact]
    public void Elsewhere_the_branch_that_is_checked_out_counts()
    {
        Assert.Equal(("topic", "local"), (Of("topic").Branch, Of("topic").Builder));
        Assert.Null(Of(null).Branch);
    }

    [Fact]
    public void The_workflow_is_the_builder_unless_another_name_is_given()
    {
        Assert.Equal("https://github.com/acme/x/.github/workflows/ci.yml@refs/heads/main", Of(null, ("GITHUB_ACTIONS", "true"), ("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_WORKFLOW_REF", "acme/x/.github/workflows/ci.yml@refs/heads/main")).Builder);
        Assert.EndsWith("ci.yml@refs/heads/main#self-hosted", Of(null, ("GITHUB_ACTIONS", "true"), ("GITHUB_WORKFLOW_REF", "acme/x/.github/workflows/ci.yml@refs/heads/main"), ("RUNNER_ENVIRONMENT", "self-hosted")).Builder, StringComparison.Ordinal);
        Assert.Equal("farm 7", Of(null, ("LEPTON_BUILDER", "farm 7")).Builder);
    }

    private static BuildOrigin Of(string? checkedOut, params (string Name, string Value)[] variables) =>
        BuildOrigin.Of(n => variables.FirstOrDefault(v => v.Name == n).Value, checkedOut);
}
