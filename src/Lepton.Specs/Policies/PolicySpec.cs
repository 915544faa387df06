using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Policies;

/// <summary>What somebody who gets a model wants to be proven of it. It is the reader's own file: what comes with a model says nothing about whom to trust.</summary>
/// <param name="Keys">Paths of the public keys or certificates of which one must have signed, relative to the file.</param>
/// <param name="Models">Names of models, or patterns.</param>
/// <param name="Builders">Who may have built, or patterns; empty for anybody with one of the keys.</param>
/// <param name="Repositories">Addresses of repositories that the specs may be from, or patterns.</param>
/// <param name="Branches">Branches that the specs may be from, or patterns.</param>
/// <param name="Gates">Titles of gates that must have passed.</param>
/// <param name="Verdict">The worst verdict of all gates that is good enough.</param>
public sealed record PolicySpec(
    string Name,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Builders,
    IReadOnlyList<string> Repositories,
    IReadOnlyList<string> Branches,
    IReadOnlyList<string> Gates,
    RequiredVerdict Verdict)
    : Spec(Name)
{
    public static SpecType<PolicySpec> TypeFor(SpecDocument document) => new ObjectType<PolicySpec>("a policy", r => new PolicySpec(
        SpecHeader.Read(r, SpecKind.Policy),
        r.Required("keys", new ListType<string>(Types.Text, 1), "files with public keys or certificates (PEM) of which one must have signed, relative to this file"),
        r.Optional("models", new ListType<string>(Types.Text), [], "names of models, or patterns such as tumor-*; default any"),
        r.Optional("builders", new ListType<string>(Types.Text), [], "who may have built it, or patterns; default anybody who has one of the keys"),
        r.Optional("repositories", new ListType<string>(Types.Text), [], "repositories that its specs may be from, or patterns; default any"),
        r.Optional("branches", new ListType<string>(Types.Text), [], "branches or tags that its specs may be from, or patterns; default any"),
        r.Optional("gates", new ListType<string>(Types.Text), [], "gates that must have passed, as gate.json names them"),
        r.Optional("verdict", Types.OneOf<RequiredVerdict>("verdict"), RequiredVerdict.Passed, "the worst verdict of its gates that is good enough"))
    {
        Document = document,
    });
}
