using System.Text.Json;
using Lepton.Onnx;

namespace Lepton.Training.XGBoost;

/// <summary>Trees as ONNX's TreeEnsembleRegressor holds them: arrays with one entry a node.</summary>
/// <remarks>
/// Raw margins leave it; Sigmoid or Softmax are nodes of their own, since ONNX Runtime's post_transform is not reliable
/// (microsoft/onnxruntime issues 26596, 24862, 26281).
/// </remarks>
internal sealed class TreeEnsemble
{
    private readonly List<long> treeIds = [];
    private readonly List<long> nodeIds = [];
    private readonly List<long> featureIds = [];
    private readonly List<string> modes = [];
    private readonly List<float> values = [];
    private readonly List<long> trueIds = [];
    private readonly List<long> falseIds = [];
    private readonly List<long> missingTrue = [];
    private readonly List<long> leafTrees = [];
    private readonly List<long> leafNodes = [];
    private readonly List<long> leafTargets = [];
    private readonly List<float> leafWeights = [];

    private TreeEnsemble(int classes) => Classes = classes;

    public int Classes { get; }

    public int Trees { get; private set; }

    public int Nodes => nodeIds.Count;

    /// <summary>Reads the trees of the first rounds out of XGBoost's JSON model.</summary>
    public static TreeEnsemble Parse(byte[] json, int rounds, int classes)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var model = document.RootElement.GetProperty("learner").GetProperty("gradient_booster").GetProperty("model");
        var ensemble = new TreeEnsemble(classes);
        var info = model.GetProperty("tree_info");
        foreach (var tree in model.GetProperty("trees").EnumerateArray().Take(rounds * classes))
        {
            ensemble.Add(tree, info[ensemble.Trees].GetInt32());
        }

        return ensemble;
    }

    /// <summary>Adds the node; returns the margins, float32 [N, classes].</summary>
    public string Write(GraphBuilder graph, string features) => graph.MlNode(
        "TreeEnsembleRegressor",
        [features],
        new OnnxAttribute.Int("n_targets", Classes),
        new OnnxAttribute.Text("aggregate_function", "SUM"),
        new OnnxAttribute.Text("post_transform", "NONE"),
        new OnnxAttribute.Ints("nodes_treeids", treeIds),
        new OnnxAttribute.Ints("nodes_nodeids", nodeIds),
        new OnnxAttribute.Ints("nodes_featureids", featureIds),
        new OnnxAttribute.Texts("nodes_modes", modes),
        new OnnxAttribute.Floats("nodes_values", values),
        new OnnxAttribute.Ints("nodes_truenodeids", trueIds),
        new OnnxAttribute.Ints("nodes_falsenodeids", falseIds),
        new OnnxAttribute.Ints("nodes_missing_value_tracks_true", missingTrue),
        new OnnxAttribute.Ints("target_treeids", leafTrees),
        new OnnxAttribute.Ints("target_nodeids", leafNodes),
        new OnnxAttribute.Ints("target_ids", leafTargets),
        new OnnxAttribute.Floats("target_weights", leafWeights));

    private void Add(JsonElement tree, int target)
    {
        var left = tree.GetProperty("left_children");
        var right = tree.GetProperty("right_children");
        var split = tree.GetProperty("split_indices");
        var condition = tree.GetProperty("split_conditions");
        var missing = tree.GetProperty("default_left");
        var (lefts, rights) = (left.EnumerateArray().ToArray(), right.EnumerateArray().ToArray());
        var (splits, conditions, missings) = (split.EnumerateArray().ToArray(), condition.EnumerateArray().ToArray(), missing.EnumerateArray().ToArray());
        for (var i = 0; i < lefts.Length; i++)
        {
            var isLeaf = lefts[i].GetInt32() < 0;
            if (isLeaf)
            {
                Node(i, 0, "LEAF", 0, 0, 0, 0);
                Leaf(i, target, conditions[i].GetSingle());
            }
            else
            {
                var tracksTrue = missings[i].ValueKind == JsonValueKind.True || (missings[i].ValueKind == JsonValueKind.Number && missings[i].GetInt32() == 1);
                Node(i, splits[i].GetInt32(), "BRANCH_LT", conditions[i].GetSingle(), lefts[i].GetInt32(), rights[i].GetInt32(), tracksTrue ? 1 : 0);
            }
        }

        Trees++;
    }

    private void Node(long id, long feature, string mode, float value, long whenTrue, long whenFalse, long missing)
    {
        treeIds.Add(Trees);
        nodeIds.Add(id);
        featureIds.Add(feature);
        modes.Add(mode);
        values.Add(value);
        trueIds.Add(whenTrue);
        falseIds.Add(whenFalse);
        missingTrue.Add(missing);
    }

    private void Leaf(long id, long target, float weight)
    {
        leafTrees.Add(Trees);
        leafNodes.Add(id);
        leafTargets.Add(target);
        leafWeights.Add(weight);
    }
}
