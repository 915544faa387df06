using static Yaml;

/// <summary>The action that gives a job the command <c>lepton</c>: compiled from the commit that the action is at, and kept in GitHub's cache.</summary>
sealed class SetupActionAttribute() : WorkflowAttribute("setup-lepton")
{
    protected override string Path => $".github/actions/{Name}/action.yml";

    protected override string[] About => ["Puts lepton on the path. From another repository: uses: OWNER/lepton/.github/actions/setup-lepton@COMMIT"];

    protected override OrderedDictionary<string, object> Document() => Map(
        ("name", "setup-lepton"),
        ("description", "Compile lepton, put it on the path, and bring back the results that earlier runs left"),
        ("inputs", Map(
            ("engines", Map(("description", "Install the engines that the models here name"), ("required", false), ("default", "false"))),
            ("store", Map(("description", "Bring back the store of results"), ("required", false), ("default", "true"))))),
        ("runs", Map(
            ("using", "composite"),
            ("steps", List(
                Map(
                    ("id", "source"),
                    ("shell", "bash"),
                    ("run", """
                        root="$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)"
                        content="$(cd "$root" && find src tasks build global.json Directory.Build.props Directory.Packages.props \( -name bin -o -name obj \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)"
                        echo "root=$root" >> "$GITHUB_OUTPUT"
                        echo "content=$content" >> "$GITHUB_OUTPUT"

                        """)),
                Steps.Use(PinnedAction.SetupDotNet, Map(("global-json-file", "${{ steps.source.outputs.root }}/global.json"))),
                Steps.Use(PinnedAction.Cache, Map(("path", "${{ steps.source.outputs.root }}/artifacts"), ("key", "lepton-command-${{ runner.os }}-${{ runner.arch }}-${{ steps.source.outputs.content }}"))),
                Steps.Use(PinnedAction.Restore, Map(("path", ".lepton"), ("key", "lepton-store-${{ runner.os }}-${{ github.run_id }}-${{ github.run_attempt }}"), ("restore-keys", "lepton-store-${{ runner.os }}-\n")), "inputs.store == 'true'"),
                Map(
                    ("shell", "bash"),
                    ("env", Map(("ROOT", "${{ steps.source.outputs.root }}"), ("ENGINES", "${{ inputs.engines }}"))),
                    ("run", """
                        if [ "$ENGINES" = true ]; then "$ROOT/build.sh" Engines Compile; else "$ROOT/build.sh" Compile; fi
                        echo "$ROOT/artifacts/lepton" >> "$GITHUB_PATH"

                        """)))))));
}
