namespace Nuke.Common;

/// <summary>Marks a parameter whose value is never printed.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
