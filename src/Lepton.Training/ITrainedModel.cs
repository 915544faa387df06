using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Training.Preprocessing;

namespace Lepton.Training;

/// <summary>What a trainer made: it answers itself, and it can be written as ONNX nodes that answer the same.</summary>
public interface ITrainedModel : IDisposable
{
    /// <summary>What the trainer found out, such as the number of rounds.</summary>
    JsonObject Facts { get; }

    /// <summary>The engine's own answers before any link function: row-major [rows, classes], 1 column for regression and binary classification.</summary>
    double[] Margins(FeatureRows rows);

    /// <summary>The same for the first rows of those that it was trained on, which an engine may remember.</summary>
    double[] MarginsOfTraining(FeatureRows training, int count) => Margins(training.Head(count));

    /// <summary>The index of the tag of each token but those that start rows, by the scores that <see cref="Margins"/> has of them.</summary>
    /// <exception cref="NotSupportedException">It tags nothing.</exception>
    int[] Tags(NumberedRows tokens, double[] scores) => throw new NotSupportedException("this model tags nothing");

    /// <summary>Adds nodes that find the tags by their scores: int64 [N, L].</summary>
    /// <param name="scores">What <see cref="Write"/> returned.</param>
    /// <exception cref="NotSupportedException">It tags nothing.</exception>
    string WriteTags(GraphBuilder graph, FeatureNames features, string scores) => throw new NotSupportedException("this model tags nothing");

    /// <summary>Adds nodes that compute the same of features; returns the margins, float32 [N, classes], float64 for regression, or the scores of tags, float32 [N, L, tags].</summary>
    string Write(GraphBuilder graph, FeatureNames features);
}
