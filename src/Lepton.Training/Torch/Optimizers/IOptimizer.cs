namespace Lepton.Training.Torch.Optimizers;

/// <summary>Moves parameters along their gradients.</summary>
internal interface IOptimizer
{
    /// <summary>Steps that were made.</summary>
    long Steps { get; set; }

    /// <summary>What it remembers of each parameter, in their order.</summary>
    IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    /// <summary>One step; gradients are forgotten after it. Parameters without a gradient stay.</summary>
    void Step(double learningRate);
}
