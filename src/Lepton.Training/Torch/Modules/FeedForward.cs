namespace Lepton.Training.Torch.Modules;

/// <summary>The two linear layers of a transformer's layer; their parameters are the layer's own.</summary>
internal sealed record FeedForward(LinearModule First, Layer Activation, DropoutModule Dropout, LinearModule Second)
{
    public Tensor Apply(Tensor input, bool training) =>
        Second.Forward(Dropout.Forward(Activation.Forward(First.Forward(input, training), training), training), training);
}
