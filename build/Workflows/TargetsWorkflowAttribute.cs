using static Yaml;

/// <summary>Runs targets of the build on every change: what NUKE's GitHubActions attribute does.</summary>
/// <param name="targets">Such as Test.</param>
sealed class TargetsWorkflowAttribute(string name, params string[] targets) : WorkflowAttribute(name)
{
    public string[] Targets => targets;

    public int TimeoutMinutes { get; init; } = 60;

    protected override string[] About => [$"./build.sh {string.Join(' ', Targets)} on every change."];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", Name),
        ("on", Map(("push", Map(("branches", new[] { Branch }))), ("pull_request", Map()), ("merge_group", Map(("types", new[] { "checks_requested" }))))),
        ("permissions", Map(("contents", "read"))),
        ("concurrency", Map(("group", $"{Name}-${{{{ github.ref }}}}"), ("cancel-in-progress", "${{ github.event_name == 'pull_request' }}"))),
        ("jobs", Map((Name, Map(
            ("runs-on", HostedImage),
            ("timeout-minutes", TimeoutMinutes),
            ("env", Secrets()),
            ("steps", List(
                Steps.Checkout(),
                Steps.Use(PinnedAction.SetupDotNet, Map(("global-json-file", "global.json"))),
                Steps.Run($"./build.sh {string.Join(' ', Targets)}"))))))));
}
