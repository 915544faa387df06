namespace Lepton.Training.Torch.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), step by step as torch.optim.AdamW.</summary>
internal sealed class AdamW : IOptimizer
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly TorchSession torch;
    private readonly Operators operators;
    private readonly double weightDecay;
    private readonly (Tensor Parameter, double Rate, Tensor Mean, Tensor Square)[] states;

    /// <summary>The scope that is open now owns the moments.</summary>
    /// <param name="parameters">Each with the factor of its learning rate.</param>
    public AdamW(TorchSession torch, Operators operators, IReadOnlyList<(Tensor Tensor, double Rate)> parameters, double weightDecay)
    {
        this.torch = torch;
        this.operators = operators;
        this.weightDecay = weightDecay;
        states = [.. parameters.Select(p => (p.Tensor, p.Rate, torch.Zeros(p.Tensor.Type, [.. p.Tensor.Shape]), torch.Zeros(p.Tensor.Type, [.. p.Tensor.Shape])))];
    }

    public long Steps { get; set; }

    public IReadOnlyList<(string Name, Tensor Tensor)> State => [.. states.SelectMany((s, i) => new[] { ($"mean.{i}", s.Mean), ($"square.{i}", s.Square) })];

    public void Step(double learningRate)
    {
        Steps++;
        var correction1 = 1 - Math.Pow(Beta1, Steps);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        TorchSession.WithoutGradients(() =>
        {
            foreach (var (parameter, rate, mean, square) in states)
            {
                using var scope = torch.Scope();
                if (torch.GradientOf(parameter) is not { } gradient)
                {
                    continue;
                }

                operators.Scale(parameter, 1 - (rate * learningRate * weightDecay));
                operators.Scale(mean, Beta1);
                operators.Add(mean, gradient, 1 - Beta1);
                operators.Scale(square, Beta2);
                operators.AddProduct(square, gradient, gradient, 1 - Beta2);
                var denominator = operators.SquareRoot(square);
                operators.Divide(denominator, correction2);
                operators.AddNumber(denominator, Epsilon);
                operators.AddQuotient(parameter, mean, denominator, -rate * learningRate / correction1);
                parameter.ClearGradient();
            }
        });
    }
}
