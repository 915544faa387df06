using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Onnx;
using Lepton.Training.Preprocessing.Pieces;

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

    /// <summary>All that was fitted, so that another model can number its tokens alike; null where that means nothing to other rows.</summary>
    public virtual JsonObject? ToJson() => null;

    /// <summary>The block that <see cref="ToJson"/> tells of, over another column.</summary>
    internal static TokenBlock Restore(JsonObject fitted, Column column) =>
        fitted[PieceTokens.Pieces] is null ? TextTokens.FromJson(fitted, column) : PieceTokens.FromJson(fitted, column);

    /// <summary>Adds the nodes; returns the name of the tokens, int64 [N, L].</summary>
    /// <param name="inputs">Names of the graph's inputs by column.</param>
    public abstract string Write(GraphBuilder graph, IReadOnlyDictionary<string, string> inputs);
}
