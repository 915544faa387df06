namespace Lepton.Runtime;

/// <summary>How a session runs.</summary>
/// <param name="Threads">Threads within an operator; 1 gives the steadiest latency.</param>
public sealed record SessionOptions(int Threads = 1);
