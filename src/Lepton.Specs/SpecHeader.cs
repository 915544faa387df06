using Lepton.Specs.Schema;

namespace Lepton.Specs;

/// <summary>The keys that every spec begins with.</summary>
internal static class SpecHeader
{
    public const string ApiVersion = "lepton/v1";

    public static string Read(FieldReader r, SpecKind kind)
    {
        r.Required("apiVersion", new ConstantType(ApiVersion), "version of the spec format");
        r.Required("kind", new ConstantType(kind.ToString()), "kind of spec");
        return r.Required("name", Types.Name, "name, unique among specs of this kind");
    }
}
