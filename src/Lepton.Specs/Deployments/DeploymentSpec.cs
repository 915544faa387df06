using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Deployments;

/// <summary>A channel such as staging or production: which version of each model runs there. Named by the channel.</summary>
public sealed record DeploymentSpec(string Name, IReadOnlyList<Entry<PinSpec>> Models)
    : Spec(Name)
{
    public static SpecType<DeploymentSpec> TypeFor(SpecDocument document) => new ObjectType<DeploymentSpec>("a deployment", r => new DeploymentSpec(
        SpecHeader.Read(r, SpecKind.Deployment),
        r.Required("models", new MapType<PinSpec>(PinSpec.Type), "the version of each model, by the model's name"))
    {
        Document = document,
    });
}
