using Lepton.Specs.Schema;

namespace Lepton.Specs.Workspaces;

/// <summary>A shared store in an OCI registry.</summary>
/// <param name="Read">Namespaces whose results are used.</param>
/// <param name="Write">The namespace that results are pushed to, or null to push none.</param>
public sealed record RemoteSpec(string Url, IReadOnlyList<string> Read, string? Write)
{
    internal static SpecType<RemoteSpec?> Type { get; } = new ObjectType<RemoteSpec?>("a mapping with url, read and write", r => new RemoteSpec(
        r.Required("url", Types.Text, "oci://registry/repository"),
        r.Optional("read", new ListType<string>(Types.Text), [], "namespaces whose results are used"),
        r.Optional("write", Types.Text, null!, "namespace that results are pushed to; ${branch} is the branch's name")));
}
