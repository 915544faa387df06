using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Evaluation.Scoring;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Training.Calibration;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;
using Lepton.Training.Torch;

namespace Lepton.Training;

/// <summary>Writes the whole model: from the dataset's columns to the answer.</summary>
internal sealed class ModelWriter(ModelSpec model, Column target, TargetEncoding encoding, IFeatureGraph preprocessing, ITrainedModel trained, Calibrator calibrator, double threshold, AnswerTokens? answers)
{
    // Items that a recommendation names.
    private const int MostItems = 100;

    /// <param name="facts">More metadata; nothing that changes without retraining.</param>
    public byte[] Write(IReadOnlyDictionary<string, string> facts)
    {
        var graph = new GraphBuilder();
        var features = preprocessing.Write(graph);
        var margins = trained.Write(graph, features);
        switch (model.Task)
        {
            case TaskKind.Regression:
                graph.Rename(Flat(graph, margins), AnswerNames.Value);
                graph.Output(AnswerNames.Value, ElementType.Double, Dimension.Rows);
                break;
            case TaskKind.SequenceTagging:
                Tags(graph, features, margins);
                break;
            case TaskKind.MaskedLanguageModeling:
                graph.Rename(margins, AnswerNames.Scores);
                graph.Output(AnswerNames.Scores, ElementType.Float, Dimension.Rows, 3);
                graph.Rename(HiddenTokens.Write(graph, features.Tokens!), AnswerNames.Hidden);
                graph.Output(AnswerNames.Hidden, ElementType.Int64, Dimension.Rows, new Dimension(null, "hidden_L"));
                break;
            case TaskKind.TextToText:
                Texts(graph, ((TorchModel)trained).WriteTexts(graph, features, margins, answers!));
                break;
            case TaskKind.Recommendation:
                Items(graph, margins);
                break;
            case TaskKind.BinaryClassification:
                Binary(graph, margins);
                break;
            default:
                Multiclass(graph, margins);
                break;
        }

        return graph.ToModel(model.Name, Metadata(facts));
    }

    private void Binary(GraphBuilder graph, string margins)
    {
        var positive = calibrator.Write(graph, margins);
        var negative = graph.Node("Sub", [graph.Constant([1f]), positive]);
        Probabilities(graph, graph.Node("Concat", [negative, positive], new OnnxAttribute.Int("axis", 1)));
        var over = graph.Node("GreaterOrEqual", [Flat(graph, positive), graph.Constant([(float)threshold])]);
        if (target.Type.Kind == ColumnKind.Boolean)
        {
            graph.Rename(model.Positive == "true" ? over : graph.Node("Not", [over]), AnswerNames.Label);
            graph.Output(AnswerNames.Label, ElementType.Bool, Dimension.Rows);
            return;
        }

        Label(graph, graph.Node("Cast", [over], new OnnxAttribute.Int("to", (long)ElementType.Int64)));
    }

    private void Multiclass(GraphBuilder graph, string margins)
    {
        var probabilities = graph.Node("Softmax", [margins], new OnnxAttribute.Int("axis", 1));
        Probabilities(graph, probabilities);
        Label(graph, graph.Node("ArgMax", [probabilities], new OnnxAttribute.Int("axis", 1), new OnnxAttribute.Int("keepdims", 0)));
    }

    // The best items, equals in their order, and the scores of all.
    private void Items(GraphBuilder graph, string scores)
    {
        var count = Math.Min(MostItems, encoding.Classes.Count);
        var best = graph.Node(OnnxDomain.Standard, "TopK", [scores, graph.Constant([(long)count], 1)], ["best_scores", "best_items"], new OnnxAttribute.Int("axis", 1));
        var isWhole = target.Type.Kind == ColumnKind.Integer;
        var names = isWhole
            ? graph.Constant(encoding.Classes.Select(long.Parse).ToArray(), encoding.Classes.Count)
            : graph.Constant(encoding.Classes.ToArray(), encoding.Classes.Count);
        graph.Rename(graph.Node("Gather", [names, best[1]]), AnswerNames.Items);
        graph.Output(AnswerNames.Items, isWhole ? ElementType.Int64 : ElementType.String, Dimension.Rows, count);
        graph.Rename(scores, AnswerNames.Scores);
        graph.Output(AnswerNames.Scores, ElementType.Float, Dimension.Rows, encoding.Classes.Count);
    }

    private static void Texts(GraphBuilder graph, (string Texts, string Scores) written)
    {
        graph.Rename(written.Texts, AnswerNames.Text);
        graph.Output(AnswerNames.Text, ElementType.String, Dimension.Rows);
        graph.Rename(written.Scores, AnswerNames.Scores);
        graph.Output(AnswerNames.Scores, ElementType.Float, Dimension.Rows);
    }

    // The names of tags, and none behind a row's end.
    private void Tags(GraphBuilder graph, FeatureNames features, string scores)
    {
        var tags = trained.WriteTags(graph, features, scores);
        var named = graph.Node("Gather", [graph.Constant(encoding.Classes.ToArray(), encoding.Classes.Count), tags]);
        var behind = graph.Node("Slice", [features.Tokens!, graph.Constant([1L], 1), graph.Constant([long.MaxValue], 1), graph.Constant([1L], 1)]);
        var isPadding = graph.Node("Equal", [behind, graph.Constant([0L])]);
        graph.Rename(graph.Node("Where", [isPadding, graph.Constant([string.Empty]), named]), AnswerNames.Tags);
        graph.Output(AnswerNames.Tags, ElementType.String, Dimension.Rows, new Dimension(null, "tags_L"));
        graph.Rename(scores, AnswerNames.Scores);
        graph.Output(AnswerNames.Scores, ElementType.Float, Dimension.Rows, new Dimension(null, "tags_L"), encoding.Classes.Count);
    }

    private void Probabilities(GraphBuilder graph, string values)
    {
        graph.Rename(values, AnswerNames.Probabilities);
        graph.Output(AnswerNames.Probabilities, ElementType.Float, Dimension.Rows, encoding.Classes.Count);
    }

    // The class's own type: whole numbers stay whole numbers.
    private void Label(GraphBuilder graph, string index)
    {
        var isWhole = target.Type.Kind == ColumnKind.Integer;
        var classes = isWhole
            ? graph.Constant(encoding.Classes.Select(long.Parse).ToArray(), encoding.Classes.Count)
            : graph.Constant(encoding.Classes.ToArray(), encoding.Classes.Count);
        graph.Rename(graph.Node("Gather", [classes, index]), AnswerNames.Label);
        graph.Output(AnswerNames.Label, isWhole ? ElementType.Int64 : ElementType.String, Dimension.Rows);
    }

    private static string Flat(GraphBuilder graph, string column) => graph.Node("Reshape", [column, graph.Constant([-1L], 1)]);

    private Dictionary<string, string> Metadata(IReadOnlyDictionary<string, string> facts)
    {
        var metadata = new Dictionary<string, string>(facts, StringComparer.Ordinal)
        {
            [ModelFile.Keys.Null] = ModelFile.NullText,
            [ModelFile.Keys.Task] = Words.Of(model.Task),
            [ModelFile.Keys.Target] = model.Target,
        };
        if (encoding.Classes.Count > 0)
        {
            metadata[ModelFile.Keys.Classes] = new JsonArray([.. encoding.Classes.Select(c => (JsonNode)c)]).ToJsonString();
        }

        if (model.Task == TaskKind.BinaryClassification)
        {
            metadata[ModelFile.Keys.Positive] = model.Positive;
            metadata[ModelFile.Keys.Threshold] = threshold.ToString("R");
        }

        return metadata;
    }
}
