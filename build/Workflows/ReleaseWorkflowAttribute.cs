using static Yaml;

/// <summary>Releases the models that are new on the base branch, after its own workflow has made and kept them.</summary>
/// <param name="of">The name of the workflow that makes the base branch's models.</param>
sealed class ReleaseWorkflowAttribute(string name, string of) : WorkflowAttribute(name)
{
    public string Of => of;

    /// <summary>The environment of the repository that has the key; give it required reviewers, and nobody releases alone.</summary>
    public string Environment { get; init; } = "release";

    /// <summary>The secret with the private key: ECDSA, PKCS#8, PEM.</summary>
    public string KeySecret { get; init; } = "SIGNING_KEY";

    protected override string[] About =>
    [
        $"Releases what a merge made new, from the models that {Of} kept: it trains nothing. Run it again after any failure: the same release on GitHub is finished.",
        $"The key is a secret of the environment {Environment}. GitHub's own attestation, which needs no key, stands beside our signature.",
    ];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", Name),
        ("on", Map(("workflow_run", Map(("workflows", new[] { Of }), ("types", new[] { "completed" }), ("branches", new[] { Branch }))), ("workflow_dispatch", Map()))),
        ("permissions", Map()),
        // Never cut short, and never two at once.
        ("concurrency", Map(("group", Name), ("cancel-in-progress", false))),
        ("jobs", Map(("release", Map(
            ("if", $"github.event_name == 'workflow_dispatch' && github.ref == 'refs/heads/{Branch}' || github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push' && github.event.workflow_run.head_repository.full_name == github.repository"),
            ("runs-on", HostedImage),
            ("timeout-minutes", 60),
            ("environment", Environment),
            ("permissions", Map(("contents", "write"), ("id-token", "write"), ("attestations", "write"))),
            ("env", Secrets()),
            ("steps", List(
                Steps.Checkout("${{ github.event.workflow_run.head_sha || github.sha }}"),
                Steps.Setup(),
                Steps.Run("lepton release --dry-run --plain", "What is new"),
                Steps.Run("lepton release --publish --no-train --output \"$RUNNER_TEMP/release\" --key env:SIGNING_KEY --plain", "Sign and publish", env: Map(
                    ("GITHUB_TOKEN", "${{ github.token }}"),
                    ("SIGNING_KEY", $"${{{{ secrets.{KeySecret} }}}}"))),
                Steps.Run("""
                    if [ -d "$RUNNER_TEMP/release" ]; then
                      (cd "$RUNNER_TEMP/release" && find . -type f -name '*.onnx' -exec sha256sum {} + | sed 's|  \./|  |') > "$RUNNER_TEMP/subjects.txt"
                      echo "any=true" >> "$GITHUB_OUTPUT"
                    fi

                    """, id: "subjects"),
                Steps.Use(PinnedAction.Attest, Map(("subject-checksums", $"{Steps.Temporary}/subjects.txt")), "steps.subjects.outputs.any == 'true'"))))))));
}
