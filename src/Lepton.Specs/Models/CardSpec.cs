using Lepton.Specs.Schema;

namespace Lepton.Specs.Models;

/// <summary>What the model card says in words. Changes nothing about the model.</summary>
/// <param name="IntendedUse">What the model is for, and for whom; Markdown.</param>
/// <param name="Limits">Where it must not be used or relied on; Markdown.</param>
/// <param name="License">Licence of the model, as an SPDX identifier where there is one.</param>
public sealed record CardSpec(string? IntendedUse, string? Limits, string? License)
{
    internal static SpecType<CardSpec> Type { get; } = new ObjectType<CardSpec>("a model card", r => new CardSpec(
        r.Optional("intended-use", Types.Text, null!, "what the model is for, and for whom; Markdown"),
        r.Optional("limits", Types.Text, null!, "where it must not be used or relied on; Markdown"),
        r.Optional("license", Types.Text, null!, "licence of the model, as an SPDX identifier where there is one")));

    internal static CardSpec Default { get; } = new(null, null, null);
}
