using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Workspaces;

/// <summary><c>lepton.yaml</c>: where specs, store and remote are.</summary>
/// <param name="Specs">Folders with specs, relative to the root.</param>
/// <param name="Store">The local store's folder, relative to the root.</param>
/// <param name="Remote">The shared store, if there is one.</param>
/// <param name="Environment">How much of engine and device is in the keys.</param>
/// <param name="Runners">The forge's machines, the first choice first.</param>
public sealed record WorkspaceSpec(string Name, IReadOnlyList<string> Specs, string Store, RemoteSpec? Remote, EnvironmentPolicy Environment, IReadOnlyList<RunnerSpec> Runners)
    : Spec(Name)
{
    public static SpecType<WorkspaceSpec> TypeFor(SpecDocument document) => new ObjectType<WorkspaceSpec>("a workspace", r => new WorkspaceSpec(
        SpecHeader.Read(r, SpecKind.Workspace),
        r.Optional("specs", new ListType<string>(Types.Text, 1), ["models", "data-specs"], "folders with specs, searched with their subfolders"),
        r.Optional("store", Types.Text, ".lepton", "folder of the local store; keep it out of git"),
        r.Optional("remote", RemoteSpec.Type, null, "shared store; build machines exchange results through it"),
        r.Optional("environment", Types.OneOf<EnvironmentPolicy>("environment policy"), EnvironmentPolicy.Compatible, "how much of engine versions and device is in the keys"),
        r.Optional("runners", new ListType<RunnerSpec>(RunnerSpec.Type, 1), RunnerSpec.Usual, "machines that lepton plan --matrix gives jobs to: each model goes to the first that has what its resources ask for"))
    {
        Document = document,
    });
}
