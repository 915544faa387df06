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

    /// <summary>Adds nodes that compute the same of features; returns the margins, float32 [N, classes], or float64 for regression.</summary>
    string Write(GraphBuilder graph, FeatureNames features);
}
