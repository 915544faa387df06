using Lepton.Specs.Schema;

namespace Lepton.Specs.Workspaces;

/// <summary>A shared store in an OCI registry.</summary>
/// <param name="Read">Namespaces whose results are used.</param>
/// <param name="Write">The namespace that results are pushed to, or null to push none.</param>
/// <param name="User">Name of the environment variable with the user's name, or null.</param>
/// <param name="Password">Name of the environment variable with the password or token, or null.</param>
public sealed record RemoteSpec(string Url, IReadOnlyList<string> Read, string? Write, string? User, string? Password)
{
    internal static SpecType<RemoteSpec?> Type { get; } = new ObjectType<RemoteSpec?>("a mapping with url, read and write", r => new RemoteSpec(
        r.Required("url", Types.OciUrl, "oci://registry/repository"),
        r.Optional("read", new ListType<string>(Types.Text), [], "namespaces whose results are used"),
        r.Optional("write", Types.Text, null!, "namespace that results are pushed to; ${branch} is the branch's name"),
        r.Optional("user", Types.EnvironmentVariable, null!, "variable with the user's name; without it docker login's credentials are used"),
        r.Optional("password", Types.EnvironmentVariable, null!, "variable with the password or token")));
}
