using System.Globalization;
using Lepton.Training.Preprocessing;
using Lepton.Training.Torch.Modules;

namespace Lepton.Training.Torch.Network.Families;

/// <summary>
/// The family <c>two-tower</c>: a vector for each user and each item, linear layers over each, and the scalar product of the two with a number for
/// each item added. A user whom training never saw has zeros, so that what everybody likes comes first.
/// </summary>
internal sealed class TwoTowerFamily : NetworkFamily
{
    public override NetworkModule Build(NetworkShape shape, NetworkParts parts) => new TwoTowerModule(shape, parts);

    // What the towers make of each user and item is written as it is: nothing else goes in.
    public override string Write(NetworkShape shape, NetworkGraph graph, FeatureNames features)
    {
        var users = graph.Node("Gather", [graph.Weight("user.vectors"), graph.Reshape(features.Tokens!, -1)]);
        var products = graph.Node("MatMul", [users, graph.Transpose(graph.Weight("item.vectors"), 1, 0)]);
        return graph.Node("Add", [products, graph.Reshape(graph.Weight("item.bias"), 1, -1)]);
    }

    internal sealed class TwoTowerModule : NetworkModule
    {
        private readonly NetworkParts parts;
        private readonly EmbeddingModule users;
        private readonly EmbeddingModule items;
        private readonly SequentialModule userTower;
        private readonly SequentialModule itemTower;
        private readonly Tensor bias;
        private readonly int unknown;
        private readonly int count;

        public TwoTowerModule(NetworkShape shape, NetworkParts parts)
        {
            this.parts = parts;
            (unknown, count) = (shape.Layout.Entries - 1, shape.Outputs);
            users = Register("user", new EmbeddingModule(parts.Torch, parts.Operators, parts.Initializer.Of("user"), shape.Layout.Entries, shape.Set.Integer("embedding"), deviation: WordDeviation));
            items = Register("item", new EmbeddingModule(parts.Torch, parts.Operators, parts.Initializer.Of("item"), count, shape.Set.Integer("embedding"), deviation: WordDeviation));
            userTower = Register("user.tower", Tower(shape, "user.tower"));
            itemTower = Register("item.tower", Tower(shape, "item.tower"));
            bias = Register("item.bias", parts.Torch.Zeros(ScalarType.Float32, count, 1));
        }

        public override Tensor Embed(Batch batch) => Zeroed(userTower.Forward(users.Forward(parts.Sequences.Reshape(batch.Tokens!, -1), training: true), training: true), batch);

        /// <summary>Scores of all items, [N, items].</summary>
        public override Tensor Answer(Tensor embedded, Batch batch, bool training)
        {
            var own = training ? embedded : Zeroed(userTower.Forward(users.Forward(parts.Sequences.Reshape(batch.Tokens!, -1), training: false), training: false), batch);
            var all = parts.Torch.From([.. Enumerable.Range(0, count).Select(i => (long)i)], count);
            return parts.Sequences.Add(parts.Sequences.MatrixProduct(own, parts.Sequences.Transpose(Items(all, training: false), 0, 1)), parts.Sequences.Transpose(bias, 0, 1));
        }

        /// <summary>Scores of some items for each row's user: [N, n].</summary>
        /// <param name="numbers">[N, n], row-major.</param>
        public Tensor Score(Tensor user, long[] numbers)
        {
            var (rows, width) = (user.Size(0), user.Size(1));
            var each = numbers.Length / rows;
            var chosen = parts.Torch.From(numbers, numbers.Length);
            var vectors = parts.Sequences.Reshape(Items(chosen, training: true), rows, each, width);
            var products = parts.Sequences.MatrixProduct(vectors, parts.Sequences.Unsqueeze(user, 2));
            return parts.Sequences.Add(parts.Sequences.Reshape(products, rows, each), parts.Sequences.Reshape(parts.Operators.Embedding(bias, chosen, -1), rows, each));
        }

        public override IEnumerable<(string Name, Tensor Tensor)> Derived()
        {
            Tensor? own = null, other = null;
            TorchSession.WithoutGradients(() =>
            {
                long[] all = [.. Enumerable.Range(0, unknown + 1).Select(u => (long)u)];
                var batch = new Batch(all.Length, null, parts.Torch.From(all, all.Length, 1), null, [], all);
                own = Zeroed(userTower.Forward(users.Forward(parts.Torch.From(all, all.Length), training: false), training: false), batch);
                other = Items(parts.Torch.From([.. Enumerable.Range(0, count).Select(i => (long)i)], count), training: false);
            });
            return [("user.vectors", own!), ("item.vectors", other!)];
        }

        private Tensor Items(Tensor numbers, bool training) => itemTower.Forward(items.Forward(numbers, training), training);

        private Tensor Zeroed(Tensor vectors, Batch batch)
        {
            float[] known = [.. batch.Numbers.ToArray().Select(n => n == unknown ? 0f : 1f)];
            return parts.Operators.Multiply(vectors, parts.Torch.From(known, known.Length, 1));
        }

        private SequentialModule Tower(NetworkShape shape, string name)
        {
            var all = new List<Layer>();
            var inputs = shape.Set.Integer("embedding");
            for (var layer = 0; layer < shape.Set.Integer("layers"); layer++)
            {
                var width = shape.Set.Integer("width");
                all.Add(new LinearModule(parts.Torch, parts.Operators, parts.Initializer.Of($"{name}.{all.Count.ToString(CultureInfo.InvariantCulture)}"), inputs, width));
                all.Add(new ReluModule(parts.Operators));
                inputs = width;
            }

            all.Add(new DropoutModule(parts.Operators, shape.Set.Number("dropout")));
            return new SequentialModule(all);
        }
    }
}
