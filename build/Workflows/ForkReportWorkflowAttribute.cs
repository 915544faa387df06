using static Yaml;

/// <summary>Shows the report of a stranger's pull request, whose own run may not write. It runs nothing of the stranger's and believes nothing of what it left.</summary>
/// <param name="of">The name of the workflow whose runs it reports.</param>
sealed class ForkReportWorkflowAttribute(string name, string of) : WorkflowAttribute(name)
{
    public string Of => of;

    protected override string[] About =>
    [
        $"Posts the report that a stranger's run of {Of} left, in the base branch's own code: the file is capped and checked, the pull request is asked",
        "for at GitHub, the page is written anew, and it sets no check: a stranger's run says what the stranger likes.",
    ];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", Name),
        ("on", Map(("workflow_run", Map(("workflows", new[] { Of }), ("types", new[] { "completed" }))))),
        ("permissions", Map()),
        ("jobs", Map(("comment", Map(
            ("if", "github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.head_repository.full_name != github.repository"),
            ("runs-on", HostedImage),
            ("timeout-minutes", 30),
            ("permissions", Map(("actions", "read"), ("contents", "read"), ("pull-requests", "write"))),
            ("concurrency", Map(("group", $"{Name}-${{{{ github.event.workflow_run.head_sha }}}}"))),
            ("steps", List(
                Steps.Checkout(),
                Map(("uses", "./.github/actions/setup-lepton"), ("with", Map(("store", false)))),
                Steps.Run("lepton report --post --from-run \"$RUN\"", env: Map(("GITHUB_TOKEN", "${{ github.token }}"), ("RUN", "${{ github.event.workflow_run.id }}"))))))))));
}
