using static Yaml;

/// <summary>Retrains what a pull request touches, judges it, and shows the result; the same for what a merge queue puts together.</summary>
sealed class PullRequestWorkflowAttribute(string name) : WorkflowAttribute(name)
{
    const string IsStranger = "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository";

    /// <summary>
    /// An environment of the repository with required reviewers: strangers' models that need a machine of one's own wait there for an approval. Without one
    /// they are not trained before somebody takes the branch into the repository.
    /// </summary>
    public string? ForkEnvironment { get; init; }

    /// <summary>
    /// The secret with the token of a bot that commits locks to the branch. Not the workflow's own token: what that pushes starts no checks. Without one
    /// the author commits them.
    /// </summary>
    public string? LockToken { get; init; }

    /// <summary>The name of the job that a branch rule requires.</summary>
    public const string Verdict = "report";

    protected override string[] About =>
    [
        "plan on GitHub's machine; train what is touched, each model where its resources say; report, which a branch rule should require.",
        "As it stands here nothing of a stranger's reaches a machine of one's own or a secret" + (ForkEnvironment is null ? "." : $" before somebody approves it in the environment {ForkEnvironment}."),
        "A stranger may change this file in the pull request: ask for an approval of outside contributors' workflows (docs/workflows.md).",
    ];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", Name),
        ("on", Map(("pull_request", Map(("branches", new[] { Branch }))), ("merge_group", Map(("types", new[] { "checks_requested" }))))),
        ("permissions", Map(("contents", "read"))),
        ("concurrency", Map(("group", $"{Name}-${{{{ github.event.pull_request.number || github.ref }}}}"), ("cancel-in-progress", "${{ github.event_name == 'pull_request' }}"))),
        ("env", Map(("BASE", "${{ github.event.merge_group.base_sha || format('origin/{0}', github.base_ref) }}"))),
        ("jobs", Map(
            ("plan", Plan()),
            ("train", Steps.Train("hosted", "hosted", $"${{{{ {IsStranger} && '{HostedImage}' || matrix.runs-on }}}}", "needs.plan.outputs.hosted-count != '0'", " --baseline \"$BASE\"", Secrets())),
            ("train-self-hosted", Steps.Train(
                "self-hosted",
                "own",
                "${{ matrix.runs-on }}",
                $"needs.plan.outputs.self-hosted-count != '0'{(ForkEnvironment is null ? $" && !({IsStranger})" : string.Empty)}",
                " --baseline \"$BASE\"",
                Secrets(),
                ForkEnvironment is null ? null : $"${{{{ {IsStranger} && '{ForkEnvironment}' || '' }}}}")),
            (Verdict, Report()),
            ("locks", LockToken is null ? null : Locks(LockToken)))));

    OrderedDictionary<string, object> Plan() => Map(
        ("runs-on", HostedImage),
        ("timeout-minutes", 30),
        ("outputs", Steps.PlanOutputs()),
        ("steps", List(
            Steps.Checkout(),
            Steps.Setup(),
            Steps.Run("lepton validate --plain"),
            Steps.Run("""
                lepton plan --changed-since "$BASE" --baseline "$BASE" --plain
                lepton plan --changed-since "$BASE" --baseline "$BASE" --matrix

                """, id: "plan"))));

    OrderedDictionary<string, object> Report() => Map(
        ("needs", new[] { "plan", "train", "train-self-hosted" }),
        // Also where a job before it failed: a required check that is skipped would count as passed.
        ("if", "always()"),
        ("runs-on", HostedImage),
        ("timeout-minutes", 60),
        ("permissions", Map(("contents", "read"), ("pull-requests", "write"), ("checks", "write"), ("statuses", "write"))),
        ("env", Secrets()),
        ("steps", List(
            Steps.Run("exit 1", "Stop where there is no plan", condition: "needs.plan.result != 'success'"),
            Steps.Checkout(),
            Steps.Setup(),
            Steps.Collect(),
            // A stranger's run may not write: its page is posted by the workflow for that.
            Steps.Run("lepton report --no-train --baseline \"$BASE\" --output \"$RUNNER_TEMP/report\" --plain $POST", "Judge and report", env: Map(
                ("GITHUB_TOKEN", "${{ github.token }}"),
                ("POST", $"${{{{ !({IsStranger}) && '--post' || '' }}}}"))),
            Steps.Use(PinnedAction.Upload, Map(("name", "report"), ("path", $"{Steps.Temporary}/report"), ("if-no-files-found", "ignore")), "!cancelled()"),
            LockToken is null ? CheckLocks() : null,
            LockToken is null ? Steps.Use(PinnedAction.Upload, Map(("name", "locks"), ("path", $"{Steps.Temporary}/locks.patch"), ("if-no-files-found", "ignore")), "!cancelled()") : null,
            Steps.Keep())));

    static object CheckLocks() => Steps.Run("""
        lepton train --changed-since "$BASE" --baseline "$BASE" --no-train --plain
        if [ -n "$(git status --porcelain -- '*.lock.yaml')" ]; then
          git add --intent-to-add -- '*.lock.yaml'
          git diff --output="$RUNNER_TEMP/locks.patch" -- '*.lock.yaml'
          echo "::error title=Locks::the locks are not those of the models: run lepton train and commit them, or git apply locks.patch of this run's artifacts"
          exit 1
        fi

        """, "Locks are committed");

    // On the branch itself, not on the merge with the base: only what is known of exactly that is written.
    OrderedDictionary<string, object> Locks(string secret) => Map(
        ("needs", Verdict),
        ("if", $"github.event_name == 'pull_request' && !({IsStranger})"),
        ("runs-on", HostedImage),
        ("timeout-minutes", 30),
        ("steps", List(
            Steps.Checkout("${{ github.head_ref }}", persist: true, token: $"${{{{ secrets.{secret} }}}}"),
            Steps.Setup(),
            Steps.Collect(),
            Steps.Run("lepton train --changed-since \"$BASE\" --baseline \"$BASE\" --no-train --commit --push --plain"))));
}
