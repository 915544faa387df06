using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>Some columns made into some features: fitted on the training rows, written as ONNX nodes.</summary>
public abstract class Block
{
    /// <summary>How many features it makes.</summary>
    public abstract int Width { get; }

    /// <summary>Where the features of each column begin, and how many there are.</summary>
    public abstract IReadOnlyList<(string Column, int Offset, int Count)> Columns { get; }

    /// <summary>Adds the nodes; returns the name of the features, float32 [N, <see cref="Width"/>].</summary>
    /// <param name="inputs">Names of the graph's inputs by column.</param>
    public abstract string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs);
}
