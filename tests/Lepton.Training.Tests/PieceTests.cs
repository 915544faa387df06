using Lepton.Data;
using Lepton.Data.Table;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Testing;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Pieces;

namespace Lepton.Training.Tests;

public class PieceTests
{
    private static readonly string[] Vocabulary =
        ["un", "##aff", "##able", "want", "##want", "##ed", "wa", "runn", "##ing", ",", "low", "##est", "é", "e", "##e", "l", "##l", "中", "?"];

    [Theory]
    [InlineData("unwanted running", "un ##want ##ed runn ##ing")]
    [InlineData("UNaffable, low-est", "un ##aff ##able , low ? est?")]
    [InlineData("wanted  \t\n runningly", "want ##ed ?")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("😀 low\u0001low", "? low low")]
    [InlineData("中中low中", "中 中 low 中")]
    [InlineData("éel élé", "e ##e ##l e ##l ##e")]
    public void A_text_is_cut_into_the_longest_pieces(string? text, string expected) =>
        Assert.Equal(expected.Replace("est?", "?", StringComparison.Ordinal), string.Join(' ', Cut([text], Vocabulary, 20)[0]));

    [Fact]
    public void A_long_text_is_cut_off_and_ends_all_the_same()
    {
        var rows = Numbers(["low low low low", "low", "low low"], Vocabulary, 2);
        Assert.Equal([TextTokens.Start, 15, 15, TextTokens.End], rows[0]);
        Assert.Equal([TextTokens.Start, 15, TextTokens.End, TextTokens.Padding], rows[1]);
        Assert.Equal([TextTokens.Start, 15, 15, TextTokens.End], rows[2]);
    }

    [Fact]
    public void Random_texts_are_cut_as_WordPiece_does_it()
    {
        var random = new Random(11);
        string Word(int longest) => string.Concat(Enumerable.Range(0, random.Next(1, longest)).Select(_ => "abcdé,z"[random.Next(7)]));
        for (var round = 0; round < 20; round++)
        {
            string[] vocabulary = [.. Enumerable.Range(0, 30).Select(_ => (random.Next(2) == 0 ? "##" : string.Empty) + Word(4).Replace(",", "a", StringComparison.Ordinal).Replace('é', 'e')).Append(",").Distinct()];
            string[] texts = [.. Enumerable.Range(0, 50).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 5)).Select(_ => Word(8))))];
            var made = Cut(texts, vocabulary, 100);
            Assert.All(Enumerable.Range(0, texts.Length), i => Assert.Equal(Expected(texts[i], vocabulary), made[i]));
        }
    }

    [Fact]
    public void Byte_pairs_are_merged_by_frequency()
    {
        // The example of Sennrich et al. 2016, without their end-of-word sign.
        var words = new Dictionary<string, int> { ["low"] = 5, ["lower"] = 2, ["newest"] = 6, ["widest"] = 3 };
        var pieces = BytePairs.Learn(words, 17, 2);
        Assert.Equal(["##e", "##w", "##s", "##t", "##o", "l", "n", "##d", "##i", "w", "##r"], pieces.Take(11));
        Assert.Equal(["##es", "##est", "##ow", "low", "##ew", "##ewest"], pieces.Skip(11));
    }

    [Fact]
    public void Pieces_are_learnt_from_the_training_rows()
    {
        var column = new Column("t", ColumnType.Of(ColumnKind.Text), ColumnRole.Feature, true, null, null, null, [], null);
        string?[] texts = ["card", "my card is lost", null, "cards!"];
        var rows = new DataTable(texts.Length, [new ColumnData(column, null, null, null, texts, null)]);
        var feature = new Feature(column, EncodingSpec.Of(EncodingKind.Tokens) with { Tokenizer = Tokenizer.Pieces, MaxFeatures = 60, MaxLength = 10 });
        var block = PieceTokens.Learn(rows, feature, CancellationToken.None);
        var preprocessor = Preprocessor.Of([feature], [], block);
        var tokens = preprocessor.Network(Natives.Onnx, rows, string.Empty, CancellationToken.None).Tokens!;
        int[] Row(int i) => tokens.Numbers[(int)tokens.Starts[i]..(int)tokens.Starts[i + 1]];
        Assert.Equal([TextTokens.Start, TextTokens.End], Row(2));

        // The word "card" is one piece, in "cards" too.
        Assert.Equal(3, Row(0).Length);
        Assert.Equal([TextTokens.Start, Row(0)[1]], Row(3)[..2]);
        Assert.Equal(5, Row(3).Length);
        Assert.True(block.Entries <= 60 + TextTokens.Reserved);
    }

    // WordPiece, as its paper tells it.
    private static List<string> Expected(string text, string[] vocabulary)
    {
        var pieces = new List<string>();
        foreach (var word in new PieceText(keepCase: false, keepAccents: false).Words(text))
        {
            var own = new List<string>();
            var at = 0;
            while (at < word.Length)
            {
                var end = word.Length;
                while (end > at && !vocabulary.Contains((at > 0 ? "##" : string.Empty) + word[at..end]))
                {
                    end--;
                }

                if (end == at)
                {
                    own = ["?"];
                    break;
                }

                own.Add((at > 0 ? "##" : string.Empty) + word[at..end]);
                at = end;
            }

            pieces.AddRange(own);
        }

        return pieces;
    }

    private static List<string[]> Cut(string?[] texts, string[] vocabulary, int maxLength) =>
        [.. Numbers(texts, vocabulary, maxLength).Select(row => row.Where(n => n is TextTokens.Unknown or > TextTokens.Mask).Select(n => n == TextTokens.Unknown ? "?" : vocabulary[n - TextTokens.Reserved]).ToArray())];

    private static List<long[]> Numbers(string?[] texts, string[] vocabulary, int maxLength)
    {
        var graph = new GraphBuilder();
        graph.Input("text", ElementType.String, Dimension.Rows, 1);
        var trie = new PieceTrie(vocabulary, [.. vocabulary.Select((_, i) => (long)(TextTokens.Reserved + i))]);
        var made = new PieceGraph(graph, new PieceText(keepCase: false, keepAccents: false), trie).Write(TextGraph.RawCharacters(graph, "text"), maxLength);
        graph.Rename(made, "tokens");
        graph.Output("tokens", ElementType.Int64, Dimension.Rows, new Dimension(null, "L"));
        using var session = new OnnxSession(Natives.Onnx, graph.ToModel("pieces", new Dictionary<string, string>()), new SessionOptions());
        using var input = OnnxValue.CreateStrings(Natives.Onnx, [.. texts.Select(t => t ?? "\u0001")], texts.Length, 1);
        using var output = session.Run(["text"], [input], ["tokens"])[0];
        var width = (int)output.Shape()[1];
        return [.. output.Data<long>().ToArray().Chunk(width)];
    }
}
