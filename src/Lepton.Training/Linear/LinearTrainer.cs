using Lepton.Core.Events;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Optimization;

namespace Lepton.Training.Linear;

/// <summary>
/// Linear, logistic and multinomial regression: minimises the sum of the rows' losses + ½·l2·‖w‖² by L-BFGS (Liu and
/// Nocedal 1989), in double. The intercept is not penalised.
/// </summary>
public sealed class LinearTrainer(ModelSpec model, HyperparameterSet hyperparameters) : ITrainer
{
    private const int Memory = 8;

    // Rounding errors of a long sum end the search at gradients of this size, however small the tolerance.
    private const double Negligible = 1e-5;

    public ITrainedModel Train(TrainingSet training, TrainingSet? validation, int classes, StepProgress progress, CancellationToken cancellation)
    {
        var rows = training.Features.Rows;
        var isRegression = model.Task == TaskKind.Regression;
        var (mean, deviation) = isRegression ? training.Moments() : (0, 1);
        var targets = isRegression ? Array.ConvertAll(training.Targets, y => (y - mean) / deviation) : training.Targets;
        var loss = new LinearLoss(training with { Targets = targets }, classes, isRegression, hyperparameters.Number("l2"));
        var limit = hyperparameters.Integer("max-iterations");
        var evaluations = 0;
        var best = (Value: double.PositiveInfinity, Point: Vector<double>.Build.Dense(loss.Size), Slope: 0.0);
        var objective = ObjectiveFunction.Gradient(point =>
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = new double[loss.Size];
            var value = loss.Evaluate(((DenseVector)point).Values, gradient) / rows;
            evaluations++;
            progress.Metric("loss", value, evaluations);
            progress.Report(Math.Min(0.99, (double)evaluations / limit), $"loss {value:G6} after {evaluations} evaluations");
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] /= rows;
            }

            if (value < best.Value)
            {
                best = (value, point, gradient.Max(Math.Abs));
            }

            return (value, new DenseVector(gradient));
        });
        try
        {
            var minimizer = new LimitedMemoryBfgsMinimizer(hyperparameters.Number("tolerance"), 1e-12, 1e-12, Memory, limit);
            minimizer.FindMinimum(objective, best.Point);
        }
        catch (OptimizationException e)
        {
            // Out of iterations, or the line search finds nothing lower. The best point counts; its slope tells how good it is.
            progress.Report(0.99, e.Message);
        }

        if (best.Slope > Math.Max(Negligible, hyperparameters.Number("tolerance")))
        {
            progress.Diagnose(TrainingDiagnostics.NotConverged(model.At("trainer"), limit));
        }

        return new LinearModel(loss.Unpack(((DenseVector)best.Point).Values), training.Matrix.Columns, classes, isRegression ? (mean, deviation) : null, evaluations);
    }
}
