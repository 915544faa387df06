namespace Lepton.Graph;

/// <summary>What a step waits for.</summary>
[Flags]
public enum Scarcity
{
    None = 0,
    Cpu = 1,
    Gpu = 2,
    Memory = 4,
}
