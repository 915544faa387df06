namespace Lepton.Training.Torch;

/// <summary>Operators on images [N, C, H, W].</summary>
internal sealed class ImageOperators(TorchSession torch)
{
    private readonly Lazy<Operator> convolution = new(() => torch.Find("aten::conv2d", "", "input", "weight", "bias", "stride", "padding"));
    private readonly Lazy<Operator> maxPool = new(() => torch.Find("aten::max_pool2d", "", "self", "kernel_size", "stride"));
    private readonly Lazy<Operator> batchNorm = new(() => torch.Find("aten::batch_norm", "", "input", "weight", "bias", "running_mean", "running_var", "training", "momentum", "eps", "cudnn_enabled"));

    /// <summary>Weights [out, in, kH, kW].</summary>
    public Tensor Convolve(Tensor input, Tensor weight, Tensor? bias, int stride, int padding)
    {
        ReadOnlySpan<long> strides = [stride, stride];
        ReadOnlySpan<long> paddings = [padding, padding];
        return convolution.Value.Call(input, weight, bias, Value.Ints(strides), Value.Ints(paddings));
    }

    /// <summary>The largest value of each square of so many pixels.</summary>
    public Tensor MaxPool(Tensor input, int size)
    {
        ReadOnlySpan<long> sizes = [size, size];
        return maxPool.Value.Call(input, Value.Ints(sizes), Value.Ints(sizes));
    }

    /// <summary>Normalises each channel: by the batch in training, which moves the running figures, else by these.</summary>
    public Tensor BatchNorm(Tensor input, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, bool training, double momentum, double epsilon) =>
        batchNorm.Value.Call(input, weight, bias, runningMean, runningVariance, training, momentum, epsilon, false);
}
