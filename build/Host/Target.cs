namespace Nuke.Common;

/// <summary>Defines a target.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);
