using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Tests;

public sealed class YamlEditorTests
{
    private const string Text = """
        # what it is
        name: tumor      # a name

        values:
          rounds: 300    # many
          "max-depth": "4"
          nested: { a: 1, b: [1, 2] }
          note: |
            two
            lines
        # the end
        last: x

        """;

    [Theory]
    [InlineData("values/rounds", "12", "rounds: 300    # many", "rounds: 12    # many")]
    [InlineData("values/max-depth", "5", "\"max-depth\": \"4\"", "\"max-depth\": 5")]
    [InlineData("values/nested/a", "0.5", "{ a: 1, b", "{ a: 0.5, b")]
    [InlineData("values/nested/c", "true", "b: [1, 2] }", "b: [1, 2], c: true }")]
    [InlineData("values/nested/c/d", "1", "b: [1, 2] }", "b: [1, 2], c: { d: 1 } }")]
    [InlineData("name", "\"1.10\"", "name: tumor      # a name", "name: \"1.10\"      # a name")]
    [InlineData("last", "[\"a\",\"b\"]", "last: x\n", "last: [a, b]\n")]
    [InlineData("more", "1", "last: x\n", "last: x\nmore: 1\n")]
    [InlineData("more/of/it", "1", "last: x\n", "last: x\nmore:\n  of:\n    it: 1\n")]
    [InlineData("values/rate", "0.1", "    lines\n", "    lines\n  rate: 0.1\n")]
    public void One_value_changes_and_all_the_rest_stays(string path, string value, string from, string to)
    {
        var edited = YamlEditor.Set(Text, path.Split('/'), JsonNode.Parse(value));
        Assert.Equal(Text.Replace(from, to, StringComparison.Ordinal), edited);
    }

    [Theory]
    [InlineData("a:\n", "a: { b: 1 }\n")]
    [InlineData("a: {}\n", "a: { b: 1 }\n")]
    [InlineData("a:\n  c: 1", "a:\n  c: 1\n  b: 1\n")]
    [InlineData("a:\r\n  c: 1\r\n", "a:\r\n  c: 1\r\n  b: 1\r\n")]
    [InlineData("a: |\n  1\n  2\nc: 2\n", "a: { b: 1 }\nc: 2\n")]
    [InlineData("a:\n- 1\nb: 2\n", "a: { b: 1 }\nb: 2\n")]
    [InlineData("a: { } # none\n", "a: { b: 1 } # none\n")]
    [InlineData("a: { c: [1], # one\n  } \n", "a: { c: [1], b: 1, # one\n  } \n")]
    public void Where_there_is_nothing_yet_a_mapping_comes(string text, string expected) => Assert.Equal(expected, YamlEditor.Set(text, ["a", "b"], 1));

    // Whatever is set is what is read afterwards, and nothing else has another value.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_set_is_read_again(int seed)
    {
        var random = new Random(seed);
        var text = Text;
        var expected = Values(text);
        for (var i = 0; i < 200; i++)
        {
            string[] path = random.Next(3) == 0 ? ["values", "nested", $"k{random.Next(9)}"] : random.Next(2) == 0 ? ["values", $"k{random.Next(9)}"] : [$"k{random.Next(9)}"];
            JsonNode value = random.Next(3) switch { 0 => random.Next(100), 1 => random.NextDouble(), _ => $"word: {random.Next(100)} #" };
            text = YamlEditor.Set(text, path, value);
            expected[string.Join('/', path)] = value.ToString();
            Assert.Equal(expected, Values(text));
        }
    }

    private static SortedDictionary<string, string> Values(string text)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Visit(string path, SpecNode node)
        {
            switch (node)
            {
                case MappingNode map:
                    map.Entries.ToList().ForEach(e => Visit(path.Length == 0 ? e.Key.Text : $"{path}/{e.Key.Text}", e.Value));
                    break;
                case SequenceNode list:
                    list.Items.Select((n, i) => (n, i)).ToList().ForEach(x => Visit($"{path}/{x.i}", x.n));
                    break;
                case ScalarNode scalar:
                    found[path] = scalar.Text;
                    break;
            }
        }

        Visit(string.Empty, YamlReader.Parse("x.yaml", System.Text.Encoding.UTF8.GetBytes(text), [])!.Root);
        return found;
    }
}
