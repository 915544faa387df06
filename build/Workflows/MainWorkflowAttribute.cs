using static Yaml;

/// <summary>Makes the models of the base branch, where they are not there yet, and keeps them for pull requests to be compared with.</summary>
sealed class MainWorkflowAttribute(string name) : WorkflowAttribute(name)
{
    protected override string[] About => [$"The models of {Branch}: what its locks name is made where nobody has it, and kept for pull requests to be compared with."];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", Name),
        ("on", Map(("push", Map(("branches", new[] { Branch }))), ("workflow_dispatch", Map()))),
        ("permissions", Map(("contents", "read"))),
        // Never cut short: what a merge made is what the next one is compared with.
        ("concurrency", Map(("group", Name), ("cancel-in-progress", false))),
        ("jobs", Map(
            ("plan", Map(
                ("runs-on", HostedImage),
                ("timeout-minutes", 30),
                ("outputs", Steps.PlanOutputs()),
                ("steps", List(Steps.Checkout(), Steps.Setup(), Steps.Run("lepton plan --matrix", id: "plan"))))),
            ("train", Steps.Train("hosted", "hosted", "${{ matrix.runs-on }}", "needs.plan.outputs.hosted-count != '0'", string.Empty, Secrets())),
            ("train-self-hosted", Steps.Train("self-hosted", "own", "${{ matrix.runs-on }}", "needs.plan.outputs.self-hosted-count != '0'", string.Empty, Secrets())),
            ("keep", Map(
                ("needs", new[] { "plan", "train", "train-self-hosted" }),
                ("if", "!cancelled() && needs.plan.result == 'success'"),
                ("runs-on", HostedImage),
                ("timeout-minutes", 60),
                ("env", Secrets()),
                ("steps", List(
                    Steps.Checkout(),
                    Steps.Setup(),
                    Steps.Collect(),
                    Steps.Run("lepton train --no-train --locked --plain", "The locks are those of the models"),
                    Steps.Run("lepton cache gc --plain", "Forget what no branch names any more"),
                    Steps.Keep())))))));
}
