using System.Text.Json.Nodes;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Lepton.Specs.Yaml;

/// <summary>Changes values in the text of a YAML document and leaves all the rest as it stands: comments, order, empty lines, quotes.</summary>
public static class YamlEditor
{
    /// <summary>The text with another value at a path; keys that are not there are added behind the others of their mapping.</summary>
    /// <param name="text">A document that <see cref="YamlReader"/> accepts, with a mapping at its root.</param>
    /// <param name="path">Keys from the root down, at least one.</param>
    /// <param name="value">A scalar, or a list of scalars.</param>
    /// <exception cref="FormatException">It is no YAML.</exception>
    public static string Set(string text, IReadOnlyList<string> path, JsonNode? value)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new FormatException(e.Message, e);
        }

        var node = stream.Documents[0].RootNode;
        YamlNode? key = null;
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (node is not YamlMappingNode map || map.Children.Count == 0)
            {
                // Nothing, or {}: a mapping in its place.
                return Replace(text, key, node, $"{{ {Flow(path, depth, value)} }}");
            }

            if (map.Children.FirstOrDefault(c => c.Key is YamlScalarNode name && name.Value == path[depth]) is not { Key: { } found } entry)
            {
                return map.Style == MappingStyle.Flow ? InsertInFlow(text, map, Flow(path, depth, value)) : InsertInBlock(text, map, path, depth, value);
            }

            (key, node) = (found, entry.Value);
        }

        return Replace(text, key, node, YamlWriter.Inline(value));
    }

    private static string Replace(string text, YamlNode? key, YamlNode node, string with)
    {
        var (start, end) = ((int)node.Start.Index, EndOf(text, node));
        if (IsBlock(node) && key is not null)
        {
            // It begins on a line of its own; what takes its place stands behind the key.
            start = text.IndexOf(':', EndOf(text, key)) + 1;
        }

        // A text of several lines ends with its last line's end.
        while (end > start && text[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return text[..start] + (start > 0 && text[start - 1] == ':' ? " " : string.Empty) + with + text[end..];
    }

    private static string InsertInFlow(string text, YamlMappingNode map, string entry)
    {
        var end = EndOf(text, map.Children.Last().Value);
        return $"{text[..end]}, {entry}{text[end..]}";
    }

    private static string InsertInBlock(string text, YamlMappingNode map, IReadOnlyList<string> path, int depth, JsonNode? value)
    {
        var line = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var end = EndOf(text, map.Children.Last().Value);
        var next = end > 0 && text[end - 1] == '\n' ? end : text.IndexOf('\n', end) is >= 0 and var at ? at + 1 : -1;
        var indent = (int)map.Children.First().Key.Start.Column - 1;
        var entry = string.Empty;
        for (var i = depth; i < path.Count; i++)
        {
            entry += $"{new string(' ', indent + (2 * (i - depth)))}{YamlWriter.Scalar(path[i])}:{(i == path.Count - 1 ? " " + YamlWriter.Inline(value) : string.Empty)}{line}";
        }

        return next >= 0 ? text[..next] + entry + text[next..] : text + line + entry;
    }

    private static string Flow(IReadOnlyList<string> path, int depth, JsonNode? value)
    {
        var entry = $"{YamlWriter.Scalar(path[^1])}: {YamlWriter.Inline(value)}";
        for (var i = path.Count - 2; i >= depth; i--)
        {
            entry = $"{YamlWriter.Scalar(path[i])}: {{ {entry} }}";
        }

        return entry;
    }

    private static bool IsBlock(YamlNode node) => node is YamlMappingNode { Style: not MappingStyle.Flow } or YamlSequenceNode { Style: not SequenceStyle.Flow };

    // The parser says of collections where they begin; of what is in a block, the last thing's end is the block's.
    private static int EndOf(string text, YamlNode node)
    {
        var last = node switch { YamlMappingNode { Children.Count: > 0 } map => map.Children.Last().Value, YamlSequenceNode { Children.Count: > 0 } list => list.Children[^1], _ => null };
        if (node is YamlScalarNode)
        {
            return node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" } ? (int)node.Start.Index : (int)node.End.Index;
        }

        if (IsBlock(node))
        {
            return last is null ? (int)node.Start.Index : EndOf(text, last);
        }

        for (var at = last is null ? (int)node.Start.Index + 1 : EndOf(text, last); ; at++)
        {
            if (text[at] == '#')
            {
                at = text.IndexOf('\n', at);
            }
            else if (text[at] is '}' or ']')
            {
                return at + 1;
            }
        }
    }
}
