namespace Lepton.Training.Torch.Optimizers;

/// <summary>Moves parameters along their gradients.</summary>
internal interface IOptimizer
{
    /// <summary>One step; gradients are forgotten after it. Parameters without a gradient stay.</summary>
    void Step(double learningRate);
}
