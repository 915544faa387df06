using System.Globalization;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>The family <c>mlp</c>: numbers and a vector for each category, then linear layers with an activation and dropout between them.</summary>
internal sealed class PerceptronFamily : NetworkFamily
{
    // Linear, activation, dropout.
    private const int PartsOfLayer = 3;

    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new PerceptronModule(shape, parts);

    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var tokens = features.Tokens is null ? null : graph.Reshape(EmbeddingModule.Write(graph, "embedding", features.Tokens), 0, shape.Layout.Fields * shape.Set.Integer("embedding"));
        var at = graph.Concat(1, [.. new[] { features.Values, tokens }.OfType<string>()]);
        var layers = shape.Set.Integer("layers");
        for (var layer = 0; layer <= layers; layer++)
        {
            at = LinearModule.Write(graph, (layer * PartsOfLayer).ToString(CultureInfo.InvariantCulture), at);
            if (layer < layers)
            {
                at = shape.Set.Choice("activation") == "gelu" ? GeluModule.Write(graph, at) : graph.Node("Relu", [at]);
            }
        }

        return at;
    }

    private sealed class PerceptronModule : NetworkModule
    {
        private readonly SequenceOperators sequences;
        private readonly EmbeddingModule? embedding;
        private readonly SequentialModule layers;

        public PerceptronModule(NetworkShape shape, NetworkParts parts)
        {
            sequences = parts.Sequences;
            var (layout, set) = (shape.Layout, shape.Set);
            if (layout.Fields > 0)
            {
                embedding = Register("embedding", new EmbeddingModule(parts.Torch, parts.Operators, parts.Initializer.Of("embedding"), layout.Entries, set.Integer("embedding")));
            }

            var inputs = layout.Values + (layout.Fields * set.Integer("embedding"));
            var all = new List<Layer>();
            for (var layer = 0; layer < set.Integer("layers"); layer++)
            {
                all.Add(Linear(inputs, set.Integer("width")));
                all.Add(set.Choice("activation") == "gelu" ? new GeluModule(parts.Operators) : new ReluModule(parts.Operators));
                all.Add(new DropoutModule(parts.Operators, set.Number("dropout")));
                inputs = set.Integer("width");
            }

            all.Add(Linear(inputs, shape.Outputs));
            layers = Include(new SequentialModule(all));

            LinearModule Linear(int from, int to) => new(parts.Torch, parts.Operators, parts.Initializer.Of(all.Count.ToString(CultureInfo.InvariantCulture)), from, to);
        }

        public override Tensor Embed(Batch batch)
        {
            if (embedding is null)
            {
                return batch.Values!;
            }

            var vectors = sequences.Reshape(embedding.Forward(batch.Tokens!, training: true), batch.Count, -1);
            return batch.Values is null ? vectors : sequences.Join(batch.Values, vectors, 1);
        }

        public override Tensor Answer(Tensor embedded, Batch batch, bool training) => layers.Forward(embedded, training);
    }
}
