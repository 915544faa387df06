using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.Specs.Models;
using NuGet.Versioning;

namespace Lepton.GitOps.Tests;

public class VersionAdviceTests
{
    [Fact]
    public void The_same_file_is_nothing_to_release() => Assert.Empty(VersionAdvice.Reasons(Lock(), Lock()));

    [Theory]
    [InlineData("interface/target", "\"other\"", "output: target is other, it was malignant")]
    [InlineData("interface/positive", "\"false\"", "output: positive is false, it was true")]
    [InlineData("interface/classes", "[\"true\",\"false\"]", "output: the classes have another order")]
    [InlineData("interface/classes", "[\"false\",\"true\",\"unknown\"]", "output: classes new: unknown")]
    [InlineData("interface/inputs", "[{\"name\":\"a\",\"type\":\"number\",\"nullable\":\"false\"}]", "input b is gone: callers must not give it any more")]
    [InlineData("interface/inputs/0/type", "\"integer\"", "input a: type is integer, it was number")]
    [InlineData("interface/inputs/0/unit", "\"mm\"", "input a: unit is mm, it was none")]
    [InlineData("interface/inputs/1/nullable", "\"false\"", "input b may not be missing any more")]
    [InlineData("interface/inputs/0/name", "\"c\"", "input c is new: callers must give it")]
    public void What_old_callers_cannot_use_is_major(string path, string value, string text) => Has(ReleaseBump.Major, path, value, text);

    [Theory]
    [InlineData("interface/threshold", "\"0.7\"", "output: positive from 0.7 on, it was 0.5")]
    [InlineData("interface/inputs/0/nullable", "\"true\"", "input a may be missing now")]
    [InlineData("interface/inputs/1/values", "[\"x\",\"z\"]", "input b: values new: z gone: y")]
    [InlineData("dataset/digest", "\"sha256:2\"", "other data: 120 rows, 120 before")]
    [InlineData("inputs/train", "\"sha256:2222222222222222222222222222222222222222222222222222222222222222\"", "other features, hyperparameters or trainer")]
    [InlineData("metrics/auc/value", "0.95", "auc 0.9 → 0.95")]
    public void What_it_learned_from_or_what_it_is_better_at_is_minor(string path, string value, string text) => Has(ReleaseBump.Minor, path, value, text);

    [Theory]
    [InlineData("artifact/digest", "\"sha256:4444444444444444444444444444444444444444444444444444444444444444\"", "trained again from the same specs and data")]
    [InlineData("metrics/auc/value", "0.85", "auc 0.9 → 0.85")]
    public void The_same_specs_trained_again_are_a_patch(string path, string value, string text) => Has(ReleaseBump.Patch, path, value, text);

    [Fact]
    public void Metrics_on_other_test_rows_are_not_compared()
    {
        var now = With(With(Lock(), "metrics/auc/value", "0.95"), "dataset/test/digest", "\"sha256:5555555555555555555555555555555555555555555555555555555555555555\"");
        Assert.Equal(["trained again from the same specs and data"], VersionAdvice.Reasons(Lock(), Fresh(now)).Select(r => r.Text));
    }

    [Theory]
    [InlineData("1.4.2", ReleaseBump.Major, null, "2.0.0")]
    [InlineData("1.4.2", ReleaseBump.Minor, null, "1.5.0")]
    [InlineData("1.4.2", ReleaseBump.Patch, null, "1.4.3")]
    [InlineData("1.4.2", ReleaseBump.Minor, "beta", "1.5.0-beta.3")]
    [InlineData("1.4.2", ReleaseBump.Minor, "rc", "1.5.0-rc.1")]
    [InlineData(null, ReleaseBump.Major, null, "1.0.0")]
    public void The_next_version_raises_one_number(string? last, ReleaseBump bump, string? label, string next) =>
        Assert.Equal(next, VersionAdvice.After(last is null ? null : SemanticVersion.Parse(last), bump, label, [SemanticVersion.Parse("1.5.0-beta.1"), SemanticVersion.Parse("1.5.0-beta.2"), SemanticVersion.Parse("1.4.2-beta.9")]).ToNormalizedString());

    [Theory]
    [InlineData("tumor/v1.4.0", true)]
    [InlineData("tumor/v1.4.0-beta.3", true)]
    [InlineData("tumor/v1.4", false)]
    [InlineData("tumor/v1.04.0", false)]
    [InlineData("tumor/v1.4.0+build", false)]
    [InlineData("v1.4.0", false)]
    [InlineData("/v1.4.0", false)]
    public void Tags_of_another_form_are_none_of_releases(string tag, bool isOne) => Assert.Equal(isOne ? tag : null, ReleaseTag.TryParse(tag)?.ToString());

    private static void Has(ReleaseBump bump, string path, string value, string text)
    {
        var reasons = VersionAdvice.Reasons(Lock(), Fresh(With(Lock(), path, value)));
        Assert.Contains(new VersionReason(bump, text), reasons);
        Assert.Equal(bump, reasons.Max(r => r.Bump));
    }

    private static LockFile Lock() => LockFile.Of((JsonObject)JsonNode.Parse("""
        {
          "kind": "Lock", "model": "tumor",
          "artifact": { "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111" },
          "dataset": { "digest": "sha256:1", "train": { "rows": "100" }, "test": { "rows": "20", "digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333" } },
          "inputs": { "train": "sha256:1111111111111111111111111111111111111111111111111111111111111111" },
          "interface": {
            "task": "binary-classification", "target": "malignant", "classes": ["false", "true"], "positive": "true", "threshold": "0.5",
            "inputs": [ { "name": "a", "type": "number", "nullable": "false" }, { "name": "b", "type": "category", "nullable": "true", "values": ["x", "y"] } ]
          },
          "metrics": { "auc": { "value": 0.9 } }
        }
        """)!);

    private static LockFile With(LockFile locked, string path, string value)
    {
        var root = (JsonObject)locked.Root.DeepClone();
        JsonNode at = root;
        var steps = path.Split('/');
        foreach (var step in steps[..^1])
        {
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(value);
        return LockFile.Of(root);
    }

    // Other bytes, unless the test says which.
    private static LockFile Fresh(LockFile locked) => locked.Artifact == Lock().Artifact ? With(locked, "artifact/digest", "\"sha256:6666666666666666666666666666666666666666666666666666666666666666\"") : locked;
}
