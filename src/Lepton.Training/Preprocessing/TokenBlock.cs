using Lepton.Onnx;

namespace Lepton.Training.Preprocessing;

/// <summary>A column made into numbered tokens: fitted on the training rows, written as ONNX nodes.</summary>
public abstract class TokenBlock
{
    /// <summary>Numbers that may come out, all below this.</summary>
    public abstract int Entries { get; }

    /// <summary>Tokens of a row at most.</summary>
    public abstract int Longest { get; }

    /// <summary>Whether every row has as many.</summary>
    public abstract bool IsFixed { get; }

    /// <summary>Adds the nodes; returns the name of the tokens, int64 [N, L].</summary>
    /// <param name="inputs">Names of the graph's inputs by column.</param>
    public abstract string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs);
}
