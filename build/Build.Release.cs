using Nuke.Common;

partial class Build
{
    [Parameter("Release: only say what would be released")]
    readonly bool DryRun;

    [Parameter("Release: the private key's file, or a variable as in env:NAME")]
    readonly string? Key;

    [Parameter("Release: the folder that gets the bundles; Verify: the bundle's folder")]
    readonly string? Bundle;

    [Parameter("Verify: the policy's file")]
    readonly string? Policy;

    Target Release => _ => _
        .Description("Give models their next versions and sign them; --dry-run only says which")
        .DependsOn(Compile)
        .Executes(() => Lepton("release", [.. Model, .. DryRun ? new[] { "--dry-run" } : ["--output", Bundle ?? Artifacts / "releases", .. Key is null ? Array.Empty<string>() : ["--key", Key]]]));

    Target Verify => _ => _
        .Description("Hold a released bundle against a policy")
        .DependsOn(Compile)
        .Executes(() => Lepton("verify", [Bundle ?? string.Empty, "--policy", Policy ?? "policy.yaml"]));
}
