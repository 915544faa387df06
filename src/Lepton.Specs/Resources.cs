using Lepton.Specs.Schema;

namespace Lepton.Specs;

/// <summary>What a step may use at most.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="Gpu">GPUs.</param>
/// <param name="Memory">Bytes, or null for no limit of its own.</param>
/// <param name="Time">Wall time, or null for none.</param>
public sealed record Resources(int Cpu, int Gpu, long? Memory, TimeSpan? Time)
{
    public static Resources Default { get; } = new(2, 0, null, null);

    internal static SpecType<Resources> Type { get; } = new ObjectType<Resources>("a mapping of resources", r => new Resources(
        r.Optional("cpu", Types.Integer(1, 1024), 2, "cores that the step may use") ?? 2,
        r.Optional("gpu", Types.Integer(0, 64), 0, "GPUs that the step needs") ?? 0,
        r.Optional("memory", Types.Size, null, "memory that the step may use; data that does not fit is spilled to disk"),
        r.Optional("time", Types.Duration, null, "wall time after which the step is stopped") is { } micros ? TimeSpan.FromMicroseconds(micros) : null));
}
