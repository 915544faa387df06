using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Modules;

/// <summary>
/// A vector for each token: its own, and where words have character n-grams the mean of theirs (Bojanowski et al. 2017). Padding has zeros.
/// </summary>
internal sealed class TokenEmbedding : Module
{
    /// <summary>The vectors of all tokens, made of all their parts.</summary>
    public const string Table = "table";

    private readonly NetworkParts parts;
    private readonly EmbeddingModule own;
    private readonly Tensor? grams;
    private readonly int entries;

    /// <param name="deviation">Of the first values.</param>
    public TokenEmbedding(NetworkParts parts, Initializer initializer, FeatureLayout layout, int width, double deviation)
    {
        this.parts = parts;
        entries = layout.Entries;
        own = Include(new EmbeddingModule(parts.Torch, parts.Operators, initializer, layout.Entries, width, TextTokens.Padding, deviation));
        if (layout.Grams > 0)
        {
            grams = Register("grams", parts.Torch.From(initializer.Normal("grams", layout.Grams * width, deviation), layout.Grams, width));
        }
    }

    /// <summary>[N, L, D].</summary>
    public Tensor Forward(Batch batch)
    {
        if (grams is null)
        {
            return own.Forward(batch.Tokens!, training: true);
        }

        // Each different token of the batch once.
        var places = new Dictionary<long, long>();
        var inverse = new long[batch.Numbers.Length];
        for (var i = 0; i < inverse.Length; i++)
        {
            var token = batch.Numbers.Span[i];
            if (!places.TryGetValue(token, out inverse[i]))
            {
                places[token] = inverse[i] = places.Count;
            }
        }

        var vectors = parts.Operators.Select(Vectors([.. places.Keys]), parts.Torch.From(inverse, inverse.Length));
        return parts.Sequences.Reshape(vectors, batch.Count, -1, vectors.Size(1));
    }

    /// <summary>The vectors of all tokens, made of all their parts: <c>table</c>, [V, D].</summary>
    public override IEnumerable<(string Name, Tensor Tensor)> Derived()
    {
        if (grams is null)
        {
            return [];
        }

        Tensor? table = null;
        TorchSession.WithoutGradients(() => table = Vectors([.. Enumerable.Range(0, entries).Select(e => (long)e)]));
        return [(Table, table!)];
    }

    /// <summary>Adds the node.</summary>
    public static string Write(NetworkGraph graph, string name, string tokens) =>
        graph.Node("Gather", [graph.Weight(graph.Has($"{name}.{Table}") ? $"{name}.{Table}" : $"{name}.weight"), tokens]);

    private Tensor Vectors(long[] tokens)
    {
        var words = parts.Words!;
        var starts = new long[tokens.Length];
        var all = new List<long>();
        for (var i = 0; i < tokens.Length; i++)
        {
            starts[i] = all.Count;
            foreach (var gram in words.GramsOf(tokens[i]))
            {
                all.Add(gram);
            }
        }

        var numbers = parts.Torch.From([.. tokens.Select(t => (long)words.Own[t])], tokens.Length);
        return parts.Sequences.Add(own.Forward(numbers, training: true), parts.Operators.MeanOfBags(grams!, parts.Torch.From([.. all], all.Count), parts.Torch.From(starts, starts.Length)));
    }
}
