namespace Lepton.Specs.Models;

/// <summary>Statistical methods of gates.</summary>
public enum GateMethod
{
    Auto,
    Bootstrap,
    Mcnemar,
    Delong,
}
