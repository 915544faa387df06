namespace Lepton.Training.Torch.Modules;

/// <summary>Sets values to zero with a probability, and scales the others by 1 / (1 − p), as torch.nn.Dropout. What is drawn follows from the seed of the step.</summary>
internal sealed class DropoutModule(Operators operators, double probability) : Layer
{
    public override Tensor Forward(Tensor input, bool training) => training && probability > 0 ? operators.Dropout(input, probability) : input;
}
