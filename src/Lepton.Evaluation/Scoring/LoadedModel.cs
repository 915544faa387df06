using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Evaluation.Scoring;

/// <summary>A model file that is ready to answer, with what its metadata say of it.</summary>
public sealed class LoadedModel : IDisposable
{
    /// <summary>Rows that are scored at once where layers need room for what lies between them.</summary>
    public const int RowsOfNetwork = 128;

    // Who writes has the scores of all tokens, for each text that is followed.
    private const int RowsOfWriter = 32;

    private readonly OnnxRuntime runtime;
    private readonly OnnxSession session;

    /// <exception cref="OnnxRuntimeException">The file is no model that this runtime can run.</exception>
    public LoadedModel(OnnxRuntime runtime, string path)
    {
        this.runtime = runtime;
        session = new OnnxSession(runtime, path, new SessionOptions());
        Task = Words.TryParse<TaskKind>(session.Metadata.GetValueOrDefault(ModelFile.Keys.Task, string.Empty), out var task) ? task : TaskKind.Regression;
        Classes = session.Metadata.TryGetValue(ModelFile.Keys.Classes, out var classes) ? [.. JsonNode.Parse(classes)!.AsArray().Select(c => (string)c!)] : [];
    }

    public TaskKind Task { get; }

    /// <summary>Names of the classes in the order of the probabilities; empty for regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    public string Target => session.Metadata[ModelFile.Keys.Target];

    public IReadOnlyList<string> InputNames => [.. session.Inputs.Select(i => i.Name)];

    public IReadOnlyDictionary<string, string> Metadata => session.Metadata;

    /// <summary>Probabilities, row-major [rows, classes].</summary>
    public double[] Probabilities(DataTable table, CancellationToken cancellation) =>
        Array.ConvertAll(NewScorer().Score<float>(table, AnswerNames.Probabilities, Classes.Count, cancellation), p => (double)p);

    /// <summary>The values of a regression.</summary>
    public double[] Values(DataTable table, CancellationToken cancellation) =>
        NewScorer().Score<double>(table, AnswerNames.Value, 1, cancellation);

    /// <summary>The tags of each row's tokens.</summary>
    public string[][] Tags(DataTable table, CancellationToken cancellation) =>
        [.. NewScorer().Run(table, [AnswerNames.Tags], v => Lists(v[0]), cancellation).SelectMany(p => p)];

    /// <summary>The items that suit each row's user best, the best first.</summary>
    public string[][] Items(DataTable table, CancellationToken cancellation) =>
    [
        .. NewScorer().Run(
            table,
            [AnswerNames.Items],
            v =>
            {
                var (all, width) = (Texts(v[0]), (int)v[0].Shape()[1]);
                return all.Chunk(Math.Max(1, width)).ToArray();
            },
            cancellation).SelectMany(p => p),
    ];

    /// <summary>The scores of all items for each row's user: row-major [rows, items].</summary>
    public float[] ItemScores(DataTable table, CancellationToken cancellation) =>
        new Scorer(runtime, session, Math.Clamp((1 << 22) / Math.Max(1, Classes.Count), 1, 2048)).Score<float>(table, AnswerNames.Scores, Classes.Count, cancellation);

    /// <summary>The scores of tags, of all rows' tokens one after the other: row-major [tokens, tags].</summary>
    public double[] TagScores(DataTable table, CancellationToken cancellation) =>
    [
        .. NewScorer().Run(
            table,
            [AnswerNames.Scores, AnswerNames.Tags],
            v =>
            {
                var lists = Lists(v[1]);
                var scores = v[0].Data<float>();
                var stride = (int)v[0].Shape()[1] * Classes.Count;
                var own = new List<double>(scores.Length);
                for (var row = 0; row < lists.Length; row++)
                {
                    foreach (var score in scores.Slice(row * stride, lists[row].Length * Classes.Count))
                    {
                        own.Add(score);
                    }
                }

                return own;
            },
            cancellation).SelectMany(p => p),
    ];

    /// <summary>Of each row the sum of -log p of its hidden tokens, how many of them the model holds for likeliest, and how many there are: row-major [rows, 3].</summary>
    public double[] TokenScores(DataTable table, CancellationToken cancellation) =>
        Array.ConvertAll(NewScorer().Score<float>(table, AnswerNames.Scores, 3, cancellation), s => (double)s);

    /// <summary>What a language model says of the tokens that are hidden from it.</summary>
    public LanguageAnswers Language(DataTable table, CancellationToken cancellation)
    {
        var parts = NewScorer().Run(
            table,
            [AnswerNames.Scores, AnswerNames.Hidden],
            v =>
            {
                var (scores, width) = (v[0].Data<float>().ToArray(), (int)v[1].Shape()[1]);
                var hidden = v[1].Data<long>().ToArray().Chunk(width).Select(row => row.Where(token => token > 0).ToArray()).ToArray();
                return hidden.Select((h, row) => (Hidden: h, Loss: (double)scores[3 * row], Right: (double)scores[(3 * row) + 1])).ToArray();
            },
            cancellation).SelectMany(p => p).ToList();
        return new LanguageAnswers([.. parts.Select(p => p.Hidden)], [.. parts.Select(p => p.Loss)], [.. parts.Select(p => p.Right)]);
    }

    /// <summary>The text that the model writes for each row.</summary>
    public string[] Written(DataTable table, CancellationToken cancellation) =>
        [.. NewScorer().Run(table, [AnswerNames.Text], v => v[0].Strings(), cancellation).SelectMany(p => p)];

    /// <summary>The class that the model names for each row.</summary>
    public string[] Labels(DataTable table, CancellationToken cancellation) =>
        [.. NewScorer().Run(table, [AnswerNames.Label], v => Texts(v[0]), cancellation).SelectMany(p => p)];

    /// <summary>Truth and answers of rows that have the target.</summary>
    /// <exception cref="DiagnosticException">The rows lack a column.</exception>
    public Answers Predict(DataTable table, CancellationToken cancellation)
    {
        var target = table[Target];
        if (Task == TaskKind.SequenceTagging)
        {
            return new TagAnswers([.. target.Lists!.Select(l => l ?? [])], Tags(table, cancellation));
        }

        if (Task == TaskKind.MaskedLanguageModeling)
        {
            return Language(table, cancellation);
        }

        if (Task == TaskKind.TextToText)
        {
            return new TextAnswers([.. target.Texts!.Select(t => t ?? string.Empty)], Written(table, cancellation));
        }

        if (Task == TaskKind.Regression)
        {
            var targets = target.Numbers ?? Array.ConvertAll(target.Wholes!, w => (double)w);
            return new Predictions(Task, [], [], [], [], targets, Values(table, cancellation));
        }

        // A class that training never saw cannot be named; its rows count, with probability 0.
        var classes = Classes.ToList();
        var index = classes.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => c.i, StringComparer.Ordinal);
        var truth = new int[table.Count];
        for (var row = 0; row < truth.Length; row++)
        {
            var name = target.Text(row)!;
            if (!index.TryGetValue(name, out truth[row]))
            {
                truth[row] = index[name] = classes.Count;
                classes.Add(name);
            }
        }

        var parts = NewScorer().Run(
            table,
            [AnswerNames.Label, AnswerNames.Probabilities],
            v => (Predicted: Array.ConvertAll(Texts(v[0]), l => index[l]), Probabilities: Array.ConvertAll(v[1].Data<float>().ToArray(), p => (double)p)),
            cancellation);
        return new Predictions(Task, classes, truth, [.. parts.SelectMany(p => p.Predicted)], Widen([.. parts.SelectMany(p => p.Probabilities)], classes.Count), [], []);
    }

    public void Dispose() => session.Dispose();

    /// <summary>The 95th percentile of the time that one row takes, on one thread.</summary>
    public TimeSpan LatencyP95(DataTable table, TimeProvider clock, CancellationToken cancellation)
    {
        const int WarmUp = 50;
        const int Timed = 500;
        var output = Task switch { TaskKind.Regression => AnswerNames.Value, TaskKind.SequenceTagging => AnswerNames.Tags, TaskKind.TextToText => AnswerNames.Text, TaskKind.Recommendation or TaskKind.MaskedLanguageModeling => AnswerNames.Scores, _ => AnswerNames.Probabilities };
        var times = new List<TimeSpan>(Timed);
        for (var i = 0; i < WarmUp + Timed; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = i % table.Count;
            var inputs = session.Inputs.Select(info => InputTensor.Make(runtime, info, table[info.Name], row, 1)).ToList();
            var started = clock.GetTimestamp();
            var values = session.Run(InputNames, inputs, [output]);
            if (i >= WarmUp)
            {
                times.Add(clock.GetElapsedTime(started));
            }

            values[0].Dispose();
            inputs.ForEach(v => v.Dispose());
        }

        times.Sort();
        return times[(int)(0.95 * (times.Count - 1))];
    }

    // Without the empty texts behind the end.
    private static string[][] Lists(OnnxValue value)
    {
        var width = (int)value.Shape()[1];
        var all = value.Strings();
        return [.. Enumerable.Range(0, (int)value.Shape()[0]).Select(row => all.AsSpan(row * width, width).TrimEnd(string.Empty).ToArray())];
    }

    // A network over sequences or images needs room for what lies between its layers.
    private Scorer NewScorer() => Metadata.GetValueOrDefault(ModelFile.Keys.Engine, string.Empty).Contains("torch", StringComparison.Ordinal)
        ? new Scorer(runtime, session, Task == TaskKind.TextToText ? RowsOfWriter : RowsOfNetwork)
        : new Scorer(runtime, session);

    private static string[] Texts(OnnxValue labels) => labels.Type() switch
    {
        ElementType.String => labels.Strings(),
        ElementType.Bool => Array.ConvertAll(labels.Data<bool>().ToArray(), b => b ? "true" : "false"),
        _ => Array.ConvertAll(labels.Data<long>().ToArray(), l => l.ToString()),
    };

    private double[] Widen(double[] probabilities, int classes)
    {
        if (classes == Classes.Count)
        {
            return probabilities;
        }

        var rows = probabilities.Length / Classes.Count;
        var wide = new double[rows * classes];
        for (var row = 0; row < rows; row++)
        {
            Array.Copy(probabilities, row * Classes.Count, wide, row * classes, Classes.Count);
        }

        return wide;
    }
}
