namespace Lepton.Training.Torch.Modules;

/// <summary>A part of a network: parameters with names, in a fixed order.</summary>
internal abstract class Module
{
    private readonly List<(string Name, Tensor Tensor)> parameters = [];
    private readonly List<(string Name, Tensor Tensor)> buffers = [];

    /// <summary>Names as PyTorch has them, such as <c>0.weight</c>, and their tensors; those of inner modules after its own.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Parameters => parameters;

    /// <summary>What is kept with the parameters and not learnt by gradients, such as running means.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Buffers => buffers;

    /// <summary>What follows from parameters and is written with them, since the exported graph needs it; the current scope owns it.</summary>
    public virtual IEnumerable<(string Name, Tensor Tensor)> Derived() => [];

    /// <summary>Parameters and buffers.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> All => parameters.Concat(buffers);

    /// <summary>A copy of the values of all parameters and buffers.</summary>
    public IReadOnlyDictionary<string, float[]> Values() => All.ToDictionary(p => p.Name, p => p.Tensor.ToArray<float>(), StringComparer.Ordinal);

    /// <summary>Sets the values of all parameters and buffers.</summary>
    /// <exception cref="InvalidDataException">One is missing, or of another size.</exception>
    public void Restore(IReadOnlyDictionary<string, float[]> values)
    {
        foreach (var (name, tensor) in All)
        {
            if (!values.TryGetValue(name, out var source) || source.Length != tensor.Count)
            {
                throw new InvalidDataException($"the network that was read has no parameter '{name}' of {tensor.Count} values");
            }

            tensor.Write<float>(source);
        }
    }

    /// <summary>A parameter of its own; the scope that is open now owns it.</summary>
    protected Tensor Register(string name, Tensor tensor)
    {
        tensor.RequireGradient();
        parameters.Add((name, tensor));
        return tensor;
    }

    /// <summary>A tensor that is kept with the parameters; the scope that is open now owns it.</summary>
    protected Tensor RegisterBuffer(string name, Tensor tensor)
    {
        buffers.Add((name, tensor));
        return tensor;
    }

    /// <summary>Takes in the parameters and buffers of a part under the names that it gives them.</summary>
    protected T Include<T>(T part)
        where T : Module
    {
        parameters.AddRange(part.Parameters);
        buffers.AddRange(part.Buffers);
        return part;
    }

    /// <summary>Takes in the parameters and buffers of a part.</summary>
    protected T Register<T>(string name, T part)
        where T : Module
    {
        parameters.AddRange(part.Parameters.Select(p => ($"{name}.{p.Name}", p.Tensor)));
        buffers.AddRange(part.Buffers.Select(b => ($"{name}.{b.Name}", b.Tensor)));
        return part;
    }
}
