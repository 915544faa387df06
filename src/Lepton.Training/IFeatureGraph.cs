using Lepton.Onnx;
using Lepton.Training.Preprocessing;

namespace Lepton.Training;

/// <summary>What turns the columns of rows into the features that a trainer sees, as ONNX nodes.</summary>
internal interface IFeatureGraph
{
    /// <summary>Adds inputs and nodes.</summary>
    FeatureNames Write(GraphBuilder graph);
}
