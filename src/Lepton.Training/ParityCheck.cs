using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Specs.Models;
using Lepton.Training.Calibration;

namespace Lepton.Training;

/// <summary>Holds the exported model's answers against the engine's own.</summary>
internal sealed class ParityCheck(ModelSpec model, ITrainedModel trained, Calibrator calibrator, TargetEncoding encoding) : IParityCheck
{
    private const int MostRows = 100_000;
    private const int MostScores = 1 << 24;

    // A network adds in float32, in an order of its own.
    private readonly double allowed = model.Trainer.Kind == TrainerKind.Torch ? 1e-4 : 1e-5;

    // Rows of a part that are looked at, the first ones: a recommendation has a score for each item.
    private int Rows => model.Task == TaskKind.Recommendation ? Math.Clamp(MostScores / encoding.Classes.Count, 1, MostRows) : MostRows;

    /// <summary>The greatest difference.</summary>
    /// <exception cref="DiagnosticException">It is more than 1e-5, of a network 1e-4, for values times the target's deviation, or the largest value, where that is above 1; or tags differ.</exception>
    public double Run(LoadedModel exported, DataTable rows, TrainingSet set, bool isTraining, CancellationToken cancellation)
    {
        var table = rows.Head(Rows);
        var margins = isTraining ? trained.MarginsOfTraining(set.Features, Rows) : trained.Margins(set.Features.Head(Rows));
        var (expected, answers) = model.Task switch
        {
            TaskKind.Regression => (margins, exported.Values(table, cancellation)),
            TaskKind.SequenceTagging => (margins, exported.TagScores(table, cancellation)),
            TaskKind.MaskedLanguageModeling => (Unranked(margins), Unranked(exported.TokenScores(table, cancellation))),
            TaskKind.Recommendation => (margins, Array.ConvertAll(exported.ItemScores(table, cancellation), s => (double)s)),
            _ => (Probabilities(margins), exported.Probabilities(table, cancellation)),
        };
        var difference = 0.0;
        for (var i = 0; i < Math.Min(answers.Length, expected.Length); i++)
        {
            var own = Math.Abs(answers[i] - expected[i]);
            difference = own > difference || double.IsNaN(own) ? own : difference;
        }

        var size = model.Task switch
        {
            TaskKind.Regression => Math.Max(Math.Max(1, Deviation(set.Targets)), expected.Max(Math.Abs)),
            TaskKind.SequenceTagging or TaskKind.Recommendation or TaskKind.MaskedLanguageModeling => Math.Max(1, expected.Append(0).Max(Math.Abs)),
            _ => 1,
        };
        var part = isTraining ? "training" : "validation";
        if (answers.Length != expected.Length || !(difference <= allowed * size))
        {
            throw new DiagnosticException(TrainingDiagnostics.Disagree(model.At(), answers.Length == expected.Length ? difference : double.NaN, allowed * size, part));
        }

        if (model.Task == TaskKind.SequenceTagging)
        {
            RequireEqualTags(exported, table, ((NetworkRows)set.Features.Head(Rows)).Tokens!, margins, part, cancellation);
        }

        return difference;
    }

    // Where two paths are nearly as good, rounding may choose the other one: of 10,000 tags one may differ.
    private void RequireEqualTags(LoadedModel exported, DataTable table, NumberedRows tokens, double[] scores, string part, CancellationToken cancellation)
    {
        var expected = trained.Tags(tokens, scores);
        var answers = exported.Tags(table, cancellation).SelectMany(t => t).ToList();
        var other = Enumerable.Range(0, expected.Length).Count(i => encoding.Classes[expected[i]] != answers[i]);
        if (other > expected.Length / 10_000)
        {
            throw new DiagnosticException(TrainingDiagnostics.Disagree(model.At(), other / (double)expected.Length, 1e-4, part));
        }
    }

    // Which of two nearly equal tokens is the likeliest may hang on rounding.
    private static double[] Unranked(double[] scores) => [.. scores.Select((s, i) => i % 3 == 1 ? 0 : s)];

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
