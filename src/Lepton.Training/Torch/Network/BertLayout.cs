using System.Globalization;
using System.Text.RegularExpressions;

namespace Lepton.Training.Torch.Network;

/// <summary>
/// The tensors of a BERT encoder (Devlin et al. 2019), by the names that the transformers library gives them, as those of the family
/// <c>transformer</c> with <c>norm: after</c> and <c>activation: gelu</c>. Its pooler and its heads are left out.
/// </summary>
internal static partial class BertLayout
{
    private static readonly (string Theirs, string Ours)[] LayerNames =
    [
        ("attention.output.dense", "self_attn.out_proj"),
        ("attention.output.LayerNorm", "norm1"),
        ("intermediate.dense", "linear1"),
        ("output.dense", "linear2"),
        ("output.LayerNorm", "norm2"),
    ];

    /// <param name="lines">The line of the vocabulary, and so the row of the embedding, of each of our tokens.</param>
    /// <param name="longest">Tokens of a row at most.</param>
    /// <exception cref="UnfitException">Tensors are missing, or of shapes that no BERT has.</exception>
    public static Dictionary<string, (long[] Shape, float[] Values)> Convert(IReadOnlyDictionary<string, (long[] Shape, float[] Values)> file, IReadOnlyList<int> lines, int longest)
    {
        var theirs = file.ToDictionary(t => Name(t.Key), t => t.Value, StringComparer.Ordinal);
        (long[] Shape, float[] Values) Get(string name) =>
            theirs.TryGetValue(name, out var tensor) ? tensor : throw new UnfitException(UnfitException.Start, $"{name} is missing; there are {string.Join(", ", theirs.Keys.Order(StringComparer.Ordinal).Take(8))} …");

        var words = Get("embeddings.word_embeddings.weight");
        var width = (int)words.Shape[^1];
        var ours = new Dictionary<string, (long[] Shape, float[] Values)>(StringComparer.Ordinal)
        {
            ["embedding.weight"] = Rows("embeddings.word_embeddings.weight", words, lines, width),
            ["position.weight"] = Rows("embeddings.position_embeddings.weight", Get("embeddings.position_embeddings.weight"), [.. Enumerable.Range(0, longest)], width),
            ["norm.weight"] = Get("embeddings.LayerNorm.weight"),
            ["norm.bias"] = Get("embeddings.LayerNorm.bias"),
        };

        // A text is one sentence: all its tokens are of the first type.
        if (theirs.TryGetValue("embeddings.token_type_embeddings.weight", out var types))
        {
            var places = ours["position.weight"].Values;
            for (var i = 0; i < places.Length; i++)
            {
                places[i] += types.Values[i % width];
            }
        }

        var layers = theirs.Keys.Select(k => LayerName().Match(k)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max() + 1;
        for (var layer = 0; layer < layers; layer++)
        {
            var (from, to) = ($"encoder.layer.{layer.ToString(CultureInfo.InvariantCulture)}", $"layers.{layer.ToString(CultureInfo.InvariantCulture)}");
            string[] parts = ["query", "key", "value"];
            ours[$"{to}.self_attn.in_proj_weight"] = ([3 * width, width], [.. parts.SelectMany(p => Get($"{from}.attention.self.{p}.weight").Values)]);
            ours[$"{to}.self_attn.in_proj_bias"] = ([3 * width], [.. parts.SelectMany(p => Get($"{from}.attention.self.{p}.bias").Values)]);
            foreach (var (their, our) in LayerNames)
            {
                ours[$"{to}.{our}.weight"] = Get($"{from}.{their}.weight");
                ours[$"{to}.{our}.bias"] = Get($"{from}.{their}.bias");
            }
        }

        return ours;
    }

    private static (long[] Shape, float[] Values) Rows(string name, (long[] Shape, float[] Values) table, IReadOnlyList<int> rows, int width)
    {
        if (table.Shape is not [var count, var columns] || columns != width || rows.Max() >= count)
        {
            throw new UnfitException(UnfitException.Start, $"{name} is [{string.Join(", ", table.Shape)}] and must have {width.ToString(CultureInfo.InvariantCulture)} columns and {(rows.Max() + 1).ToString(CultureInfo.InvariantCulture)} rows or more");
        }

        var values = new float[rows.Count * width];
        for (var i = 0; i < rows.Count; i++)
        {
            table.Values.AsSpan(rows[i] * width, width).CopyTo(values.AsSpan(i * width));
        }

        return ([rows.Count, width], values);
    }

    // Models for a task have a prefix; old ones have other names for what a normalisation learns.
    private static string Name(string name)
    {
        var bare = name.StartsWith("bert.", StringComparison.Ordinal) ? name["bert.".Length..] : name;
        return bare.Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal).Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^encoder\.layer\.(\d+)\.")]
    private static partial Regex LayerName();
}
