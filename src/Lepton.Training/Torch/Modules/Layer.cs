namespace Lepton.Training.Torch.Modules;

/// <summary>A module that makes one tensor of one.</summary>
internal abstract class Layer : Module
{
    /// <param name="training">Whether what is only for training happens: dropout, running means.</param>
    public abstract Tensor Forward(Tensor input, bool training);
}
