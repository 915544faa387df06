using static Yaml;

/// <summary>Steps that several workflows have.</summary>
static class Steps
{
    /// <summary>Where jobs put what they hand on; outside of the working tree, which stays as it was checked out.</summary>
    public const string Temporary = "${{ runner.temp }}";

    /// <summary>The source with its whole history, which the base is found in; no token stays behind in its configuration.</summary>
    public static object Checkout(string? reference = null, bool persist = false, string? token = null) => Use(PinnedAction.Checkout, Map(
        ("ref", reference),
        ("fetch-depth", 0),
        ("lfs", true),
        ("persist-credentials", persist),
        ("token", token)));

    /// <param name="engines">Whether the trainers' engines are installed too.</param>
    public static object Setup(bool engines = false) => Map(
        ("uses", "./.github/actions/setup-lepton"),
        ("with", engines ? Map(("engines", true)) : null));

    public static object Use(PinnedAction action, object? with, string? condition = null) => Map(("uses", action.ToString()), ("if", condition), ("with", with));

    public static object Run(string script, string? name = null, string? id = null, string? condition = null, object? env = null) => Map(
        ("name", name),
        ("id", id),
        ("if", condition),
        ("env", env),
        ("run", script));

    /// <summary>Takes in what the jobs before left.</summary>
    public static object[] Collect() =>
    [
        Use(PinnedAction.Download, Map(("pattern", "results-*"), ("path", $"{Temporary}/results"), ("merge-multiple", true))),
        Run("if [ -d \"$RUNNER_TEMP/results\" ]; then lepton cache pull --from \"$RUNNER_TEMP/results\" --plain; fi"),
    ];

    /// <summary>Keeps the store for the runs to come: of this pull request, or of everybody on the base branch.</summary>
    public static object Keep() =>
        Use(PinnedAction.Save, Map(("path", ".lepton"), ("key", "lepton-store-${{ runner.os }}-${{ github.run_id }}-${{ github.run_attempt }}")), "!cancelled()");

    /// <summary>Jobs of a matrix that train models and leave the results.</summary>
    /// <param name="output">The output of the job plan that has the matrix.</param>
    /// <param name="label">Tells the artifacts of two matrices apart.</param>
    /// <param name="options">More arguments of lepton, with variables of <paramref name="env"/> alone.</param>
    public static OrderedDictionary<string, object> Train(string output, string label, string runsOn, string condition, string options, object? env, string? environment = null) => Map(
        ("name", "train ${{ matrix.name }}"),
        ("needs", "plan"),
        ("if", condition),
        ("environment", environment),
        ("strategy", Map(("fail-fast", false), ("matrix", $"${{{{ fromJSON(needs.plan.outputs.{output}) }}}}"))),
        ("runs-on", runsOn),
        ("timeout-minutes", "${{ matrix.timeout-minutes }}"),
        ("env", env),
        ("steps", List(
            Checkout(),
            Setup(engines: true),
            Run($"read -ra models <<< \"$MODELS\"\nlepton train \"${{models[@]}}\"{options}{(options.Length > 0 ? " --build-baseline" : string.Empty)} --plain\n", env: Map(("MODELS", "${{ matrix.models }}"))),
            // A gate that failed keeps a model back; what was measured is shown all the same.
            Run($"read -ra models <<< \"$MODELS\"\nlepton cache push \"${{models[@]}}\"{options} --to \"$RUNNER_TEMP/results\" --plain\n", condition: "!cancelled()", env: Map(("MODELS", "${{ matrix.models }}"))),
            Use(PinnedAction.Upload, Map(("name", $"results-{label}-${{{{ strategy.job-index }}}}"), ("path", $"{Temporary}/results"), ("if-no-files-found", "ignore"), ("retention-days", 7)), "!cancelled()"))));

    /// <summary>What the job plan tells the others.</summary>
    public static object PlanOutputs() => Map([.. new[] { "hosted", "hosted-count", "self-hosted", "self-hosted-count" }.Select(o => (o, (object?)$"${{{{ steps.plan.outputs.{o} }}}}"))]);
}
