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

    public static ResourcePool OfMachine() =>
        new(Environment.ProcessorCount, 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

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
