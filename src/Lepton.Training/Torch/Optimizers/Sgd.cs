namespace Lepton.Training.Torch.Optimizers;

/// <summary>Gradient descent with momentum and L2, step by step as torch.optim.SGD without dampening.</summary>
internal sealed class Sgd : IOptimizer
{
    private readonly TorchSession torch;
    private readonly Operators operators;
    private readonly double momentum;
    private readonly double weightDecay;
    private readonly (Tensor Parameter, double Rate, Tensor Velocity)[] states;

    /// <summary>The scope that is open now owns the velocities.</summary>
    /// <param name="parameters">Each with the factor of its learning rate.</param>
    public Sgd(TorchSession torch, Operators operators, IReadOnlyList<(Tensor Tensor, double Rate)> parameters, double momentum, double weightDecay)
    {
        this.torch = torch;
        this.operators = operators;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        states = [.. parameters.Select(p => (p.Tensor, p.Rate, torch.Zeros(p.Tensor.Type, [.. p.Tensor.Shape])))];
    }

    public long Steps { get; set; }

    public IReadOnlyList<(string Name, Tensor Tensor)> State => [.. states.Select((s, i) => ($"velocity.{i}", s.Velocity))];

    public void Step(double learningRate) => TorchSession.WithoutGradients(() =>
    {
        Steps++;
        foreach (var (parameter, rate, velocity) in states)
        {
            using var scope = torch.Scope();
            if (torch.GradientOf(parameter) is not { } gradient)
            {
                continue;
            }

            operators.Scale(velocity, momentum);
            operators.Add(velocity, gradient, 1);
            operators.Add(velocity, parameter, weightDecay);
            operators.Add(parameter, velocity, -rate * learningRate);
            parameter.ClearGradient();
        }
    });
}
