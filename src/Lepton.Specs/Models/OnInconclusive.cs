namespace Lepton.Specs.Models;

/// <summary>What a gate does that cannot tell.</summary>
public enum OnInconclusive
{
    Fail,
    Warn,
    Pass,
}
