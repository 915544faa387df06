namespace Lepton.Training.Torch;

/// <summary>Frees at its end the tensors that were made in it, those aside that were kept.</summary>
internal sealed class TensorScope : IDisposable
{
    private readonly TorchSession torch;
    private readonly TensorScope? outer;
    private readonly List<Tensor> tensors = [];

    internal TensorScope(TorchSession torch, TensorScope? outer)
    {
        this.torch = torch;
        this.outer = outer;
    }

    /// <summary>Hands a tensor to the scope around this one.</summary>
    /// <exception cref="InvalidOperationException">It was not made in this scope, or there is none around it.</exception>
    public Tensor Keep(Tensor tensor)
    {
        if (outer is null || !tensors.Remove(tensor))
        {
            throw new InvalidOperationException("a tensor can be kept by the scope that it was made in, and by none that is the outermost");
        }

        outer.tensors.Add(tensor);
        return tensor;
    }

    public void Dispose()
    {
        torch.Leave(this);
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }

        tensors.Clear();
    }

    internal void Add(Tensor tensor) => tensors.Add(tensor);
}
