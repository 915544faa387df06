using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network;

/// <summary>A whole network.</summary>
internal abstract class NetworkModule : Module
{
    /// <summary>Of the first values of words' vectors: small, so that those of rare words say little.</summary>
    public const double WordDeviation = 0.1;

    /// <summary>Whether a parameter or buffer is of what follows the last hidden layer, and so belongs to a task.</summary>
    public static bool IsHead(string name) => name.StartsWith("output.", StringComparison.Ordinal) || name.StartsWith("crf.", StringComparison.Ordinal);

    /// <summary>What tags sequences by the scores that the network answers; null where it answers for whole rows.</summary>
    public virtual ConditionalRandomField? Tagging => null;

    /// <summary>Rows as float32 tensors that a gradient can be taken of: numbers, pixels [N, C, H, W], vectors of tokens [N, L, D].</summary>
    public abstract Tensor Embed(Batch batch);

    /// <summary>The margins of rows, [N, outputs], or of tokens, [N, L, outputs].</summary>
    /// <param name="embedded">What <see cref="Embed"/> made of them, or something near it.</param>
    public abstract Tensor Answer(Tensor embedded, Batch batch, bool training);

    public Tensor Forward(Batch batch, bool training) => Answer(Embed(batch), batch, training);
}
