using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;
using Lepton.Training.Calibration;

namespace Lepton.Training;

/// <summary>Holds the exported model's answers against the engine's own.</summary>
internal sealed class ParityCheck(ModelSpec model, ITrainedModel trained, Calibrator calibrator, TargetEncoding encoding)
{
    /// <summary>Rows of a part that are looked at, the first ones.</summary>
    public const int Rows = 100_000;

    // A network adds in float32, in an order of its own.
    private readonly double allowed = model.Trainer.Kind == TrainerKind.Torch ? 1e-4 : 1e-5;

    /// <summary>The greatest difference.</summary>
    /// <exception cref="DiagnosticException">It is more than 1e-5, of a network 1e-4, for values times the target's deviation, or the largest value, where that is above 1.</exception>
    public double Run(LoadedModel exported, DataTable table, TrainingSet set, bool isTraining, CancellationToken cancellation)
    {
        var margins = isTraining ? trained.MarginsOfTraining(set.Features, Rows) : trained.Margins(set.Features.Head(Rows));
        var expected = model.Task == TaskKind.Regression ? margins : Probabilities(margins);
        var answers = model.Task == TaskKind.Regression ? exported.Values(table, cancellation) : exported.Probabilities(table, cancellation);
        var difference = 0.0;
        for (var i = 0; i < Math.Min(answers.Length, expected.Length); i++)
        {
            var own = Math.Abs(answers[i] - expected[i]);
            difference = own > difference || double.IsNaN(own) ? own : difference;
        }

        var tolerance = allowed * (model.Task == TaskKind.Regression ? Math.Max(Math.Max(1, Deviation(set.Targets)), expected.Max(Math.Abs)) : 1);
        return difference <= tolerance
            ? difference
            : throw new DiagnosticException(TrainingDiagnostics.Disagree(model.At(), difference, tolerance, isTraining ? "training" : "validation"));
    }

    private double[] Probabilities(double[] margins)
    {
        var classes = encoding.Classes.Count;
        if (encoding.Margins == 1)
        {
            var both = new double[2 * margins.Length];
            for (var row = 0; row < margins.Length; row++)
            {
                both[(2 * row) + 1] = calibrator.Probability(margins[row]);
                both[2 * row] = 1 - both[(2 * row) + 1];
            }

            return both;
        }

        var probabilities = new double[margins.Length];
        for (var start = 0; start < margins.Length; start += classes)
        {
            var row = margins.AsSpan(start, classes);
            var max = double.NegativeInfinity;
            foreach (var margin in row)
            {
                max = Math.Max(max, margin);
            }

            var sum = 0.0;
            for (var c = 0; c < classes; c++)
            {
                probabilities[start + c] = Math.Exp(row[c] - max);
                sum += probabilities[start + c];
            }

            for (var c = 0; c < classes; c++)
            {
                probabilities[start + c] /= sum;
            }
        }

        return probabilities;
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
