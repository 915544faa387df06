namespace Nuke.Common;

/// <summary>Marks a field or property that a switch, an environment variable or the parameters file sets.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ParameterAttribute(string? description = null) : Attribute
{
    public string? Description { get; } = description;

    public string? Name { get; set; }

    public string? Separator { get; set; }

    public bool List { get; set; } = true;
}
