namespace Lepton.Training.Torch.Modules;

/// <summary>A vector for each index, as torch.nn.Embedding: weight [V, D], standard normal at first.</summary>
internal sealed class EmbeddingModule : Layer
{
    private readonly Operators operators;
    private readonly Tensor weight;

    public EmbeddingModule(TorchSession torch, Operators operators, Initializer initializer, int entries, int width)
    {
        this.operators = operators;
        weight = Register("weight", torch.From(initializer.Normal("weight", entries * width, 1), entries, width));
    }

    /// <param name="input">int64 of any shape.</param>
    public override Tensor Forward(Tensor input, bool training) => operators.Embedding(weight, input);
}
