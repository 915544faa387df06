namespace Lepton.Specs.Models;

/// <summary>Which number of the version the next release raises.</summary>
public enum ReleaseBump
{
    /// <summary>What the change asks for.</summary>
    Auto,
    Patch,
    Minor,
    Major,
}
