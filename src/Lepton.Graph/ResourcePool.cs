using Lepton.Specs;

namespace Lepton.Graph;

/// <summary>Cores, GPUs and memory of this machine, lent to running steps. Not safe for threads: the scheduler alone uses it.</summary>
public sealed class ResourcePool
{
    private readonly (int Cpu, int Gpu, long Memory) all;
    private int freeCpu;
    private int freeGpu;
    private long freeMemory;

    public ResourcePool(int cpu, int gpu, long memory)
    {
        all = (cpu, gpu, memory);
        (freeCpu, freeGpu, freeMemory) = all;
    }

    /// <param name="cores">Cores that may be used, or null for all of them.</param>
    public static ResourcePool OfMachine(int? cores = null) =>
        new(Math.Min(cores ?? int.MaxValue, Environment.ProcessorCount), 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Takes what the step wants, at most all that there is; false where too much of it is lent.</summary>
    public bool TryTake(Resources wanted)
    {
        var (c, g, m) = Clip(wanted);
        if (c > freeCpu || g > freeGpu || m > freeMemory)
        {
            return false;
        }

        freeCpu -= c;
        freeGpu -= g;
        freeMemory -= m;
        return true;
    }

    /// <summary>All cores of the pool.</summary>
    public int Cores => all.Cpu;

    /// <summary>What keeps a step from starting now.</summary>
    public Scarcity Lacks(Resources wanted)
    {
        var (c, g, m) = Clip(wanted);
        return (c > freeCpu ? Scarcity.Cpu : Scarcity.None) | (g > freeGpu ? Scarcity.Gpu : Scarcity.None) | (m > freeMemory ? Scarcity.Memory : Scarcity.None);
    }

    /// <summary>Whether a step takes something of which there is too little.</summary>
    public bool Uses(Resources wanted, Scarcity scarce)
    {
        var (c, g, m) = Clip(wanted);
        return (c > 0 && scarce.HasFlag(Scarcity.Cpu)) || (g > 0 && scarce.HasFlag(Scarcity.Gpu)) || (m > 0 && scarce.HasFlag(Scarcity.Memory));
    }

    public void Return(Resources taken)
    {
        var (c, g, m) = Clip(taken);
        freeCpu += c;
        freeGpu += g;
        freeMemory += m;
    }

    private (int Cpu, int Gpu, long Memory) Clip(Resources r) =>
        (Math.Min(r.Cpu, all.Cpu), Math.Min(r.Gpu, all.Gpu), Math.Min(r.Memory ?? 0, all.Memory));
}
