using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>A metric of margins, as the evaluation of the test part computes it.</summary>
internal static class ValidationMetric
{
    public static readonly EvaluationSpec Evaluation = new([], ThresholdSpec.Default, Specs.Models.Calibration.None, [], 0.95, 0, 5, 0.5);

    /// <param name="outputs">Margins of a row.</param>
    public static double Of(string metric, TaskKind task, int outputs, float[] margins, double[] targets)
    {
        var ones = Enumerable.Repeat(1, targets.Length).ToArray();
        return MetricFactory.Create(metric, Predictions(task, outputs, margins, targets), Evaluation, _ => { }).Compute(ones);
    }

    private static Predictions Predictions(TaskKind task, int outputs, float[] margins, double[] targets)
    {
        if (task == TaskKind.Regression)
        {
            return new Predictions(task, [], [], [], [], targets, Array.ConvertAll(margins, m => (double)m));
        }

        var classes = Math.Max(2, outputs);
        var probabilities = new double[targets.Length * classes];
        var predicted = new int[targets.Length];
        for (var row = 0; row < targets.Length; row++)
        {
            var own = probabilities.AsSpan(row * classes, classes);
            if (outputs == 1)
            {
                own[1] = 1 / (1 + Math.Exp(-margins[row]));
                own[0] = 1 - own[1];
            }
            else
            {
                Softmax(margins.AsSpan(row * outputs, outputs), own);
            }

            for (var c = 1; c < classes; c++)
            {
                predicted[row] = own[c] > own[predicted[row]] ? c : predicted[row];
            }
        }

        return new Predictions(task, [.. Enumerable.Range(0, classes).Select(c => $"{c}")], Array.ConvertAll(targets, t => (int)t), predicted, probabilities, [], []);
    }

    private static void Softmax(ReadOnlySpan<float> margins, Span<double> probabilities)
    {
        var most = float.NegativeInfinity;
        foreach (var margin in margins)
        {
            most = Math.Max(most, margin);
        }

        var sum = 0.0;
        for (var c = 0; c < margins.Length; c++)
        {
            sum += probabilities[c] = Math.Exp(margins[c] - most);
        }

        for (var c = 0; c < margins.Length; c++)
        {
            probabilities[c] /= sum;
        }
    }
}
