using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Ensembles;

/// <summary>
/// What an ensemble sees of a row: its members' answers, float32 [N, members · width]. Of a binary task the probability of the positive class, of several classes all
/// probabilities, of a regression the value in deviations of the target from its mean.
/// </summary>
/// <param name="columns">The inputs of all members.</param>
/// <param name="members">Their model files.</param>
/// <param name="moments">Mean and deviation of a regression's target.</param>
internal sealed class MemberFeatures(TaskKind task, IReadOnlyList<Column> columns, IReadOnlyList<byte[]> members, int classes, (double Mean, double Deviation) moments) : IFeatureGraph
{
    /// <summary>Features of one member.</summary>
    public int Width => task == TaskKind.MulticlassClassification ? classes : 1;

    /// <summary>The output of a member that is combined.</summary>
    public static string AnswerOf(TaskKind task) => task == TaskKind.Regression ? AnswerNames.Value : AnswerNames.Probabilities;

    public FeatureNames Write(GraphBuilder graph)
    {
        foreach (var column in columns)
        {
            InputContract.Declare(graph, column);
        }

        // No input's name begins like those of members' values.
        var stem = "member";
        while (columns.Any(c => c.Name.StartsWith(stem, StringComparison.Ordinal)))
        {
            stem = "_" + stem;
        }

        var answers = members.Select((m, i) => Answer(graph, graph.Include(m, $"{stem}{i}.", AnswerOf(task)))).ToList();
        return new FeatureNames(graph.Node("Concat", answers, new OnnxAttribute.Int("axis", 1)), null);
    }

    /// <summary>The features of rows.</summary>
    public DenseRows Of(OnnxRuntime runtime, DataTable rows, CancellationToken cancellation)
    {
        var graph = new GraphBuilder();
        var answers = Write(graph).Values!;
        var width = members.Count * Width;
        graph.Output(answers, ElementType.Float, Dimension.Rows, width);
        using var session = new OnnxSession(runtime, graph.ToModel("members", new Dictionary<string, string>()), new SessionOptions());
        var values = DenseRows.Allocate(rows.Count, width);
        new Scorer(runtime, session, LoadedModel.RowsOfNetwork).Run(rows, [answers], (start, made) => made[0].Data<float>().CopyTo(values.AsSpan(start * width)), cancellation);
        return new DenseRows(values, rows.Count, width);
    }

    private string Answer(GraphBuilder graph, string answer)
    {
        switch (task)
        {
            case TaskKind.Regression:
                var distance = graph.Node("Sub", [graph.Node("Reshape", [answer, graph.Constant([-1L, 1L], 2)]), graph.Constant([moments.Mean])]);
                return graph.Node("Cast", [graph.Node("Div", [distance, graph.Constant([moments.Deviation])])], new OnnxAttribute.Int("to", (long)ElementType.Float));
            case TaskKind.BinaryClassification:
                return graph.Node("Slice", [answer, graph.Constant([1L], 1), graph.Constant([2L], 1), graph.Constant([1L], 1)]);
            default:
                return answer;
        }
    }
}
