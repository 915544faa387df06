using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;
using Lepton.Training.Torch;

namespace Lepton.Training;

/// <summary>
/// Holds a model that writes texts against libtorch: what it gives each token of the true texts (by a graph of the same nodes that is told these
/// texts), and the texts that it writes itself.
/// </summary>
internal sealed class WritingCheck(ModelSpec model, OnnxRuntime runtime, Preprocessor preprocessor, TorchModel trained, AnswerTokens answers) : IParityCheck
{
    private const double Allowed = 1e-4;
    private const int MostRows = 1000;
    private const int MostTexts = 200;
    private const int MostScores = 1 << 24;
    private const int MostBatch = 64;
    private const string Before = "lepton.before";
    private const string Margins = "lepton.margins";

    /// <exception cref="DiagnosticException">Margins differ by more than 1e-4, times the greatest where that is above 1; or a text does where rounding decides nothing.</exception>
    public double Run(LoadedModel exported, DataTable rows, TrainingSet set, bool isTraining, CancellationToken cancellation)
    {
        var part = isTraining ? "training" : "validation";
        var features = (NetworkRows)set.Features.Head(RowsOf((NetworkRows)set.Features));
        var table = rows.Head(features.Rows);
        var (margins, written, clear) = trained.Texts(features, Math.Min(features.Rows, MostTexts));
        var difference = Difference(table, features.Answers!, margins, cancellation);
        var allowed = Allowed * Math.Max(1, margins.Max(Math.Abs));
        if (!(difference <= allowed))
        {
            throw new DiagnosticException(TrainingDiagnostics.Disagree(model.At(), difference, allowed, part));
        }

        var texts = exported.Written(table.Head(written.Rows), cancellation);
        var other = Enumerable.Range(0, texts.Length).Count(row => clear[row] == 1 && texts[row] != answers.Decode(written.Of(row)));
        return other == 0 ? difference : throw new DiagnosticException(TrainingDiagnostics.TextsDiffer(model.At(), other, texts.Length, part));
    }

    private int RowsOf(NetworkRows features)
    {
        var count = Math.Min(features.Rows, MostRows);
        var starts = features.Answers!.Starts;
        while (count > 1 && starts[count] * answers.Entries > MostScores)
        {
            count /= 2;
        }

        return count;
    }

    private double Difference(DataTable table, NumberedRows texts, float[] expected, CancellationToken cancellation)
    {
        var graph = new GraphBuilder();
        var names = preprocessor.Write(graph);
        var memory = trained.Write(graph, names);
        var before = graph.Input(Before, ElementType.Int64, Dimension.Rows, new Dimension(null, "T"));
        graph.Rename(trained.WriteMargins(graph, names, memory, before), Margins);
        graph.Output(Margins, ElementType.Float, Dimension.Rows, new Dimension(null, "T"), answers.Entries);
        using var session = new OnnxSession(runtime, graph.ToModel("margins", new Dictionary<string, string>()), new SessionOptions());
        var difference = 0.0;
        var longest = Enumerable.Range(0, texts.Rows).Max(row => texts.Of(row).Length);
        new Scorer(runtime, session, Math.Clamp((int)(MostScores / ((long)longest * answers.Entries)), 1, MostBatch)).Run(
            table,
            new Dictionary<string, Func<int, int, OnnxValue>>(StringComparer.Ordinal) { [Before] = (start, count) => BeforeOf(texts, start, count) },
            [Margins],
            (start, outputs) =>
            {
                var own = Greatest(outputs[0], texts, start, expected);
                lock (session)
                {
                    difference = own > difference || double.IsNaN(own) ? own : difference;
                }
            },
            cancellation);
        return difference;
    }

    private OnnxValue BeforeOf(NumberedRows texts, int start, int count)
    {
        var longest = Enumerable.Range(start, count).Max(row => texts.Of(row).Length);
        var before = new long[count * longest];
        for (var row = 0; row < count; row++)
        {
            before[row * longest] = TextTokens.Start;
            var own = texts.Of(start + row);
            for (var i = 1; i < own.Length; i++)
            {
                before[(row * longest) + i] = own[i - 1];
            }
        }

        return OnnxValue.Create(runtime, before, count, longest);
    }

    private double Greatest(OnnxValue output, NumberedRows texts, int start, float[] expected)
    {
        var all = output.Data<float>();
        var (shape, difference) = (output.Shape(), 0.0);
        var stride = (int)shape[1] * answers.Entries;
        for (var row = 0; row < shape[0]; row++)
        {
            var at = (int)texts.Starts[start + row] * answers.Entries;
            var length = texts.Of(start + row).Length * answers.Entries;
            for (var i = 0; i < length; i++)
            {
                var own = Math.Abs((double)all[(row * stride) + i] - expected[at + i]);
                difference = own > difference || double.IsNaN(own) ? own : difference;
            }
        }

        return difference;
    }
}
