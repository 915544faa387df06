namespace Lepton.Specs.Workspaces;

/// <summary>How much of engine and device counts as an input of a step.</summary>
public enum EnvironmentPolicy
{
    /// <summary>Engine versions in full, and the device class.</summary>
    Exact,

    /// <summary>Major and minor version, and the device class.</summary>
    Compatible,

    /// <summary>Neither.</summary>
    Ignore,
}
