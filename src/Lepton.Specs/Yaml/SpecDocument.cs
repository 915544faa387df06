using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Specs.Yaml;

/// <summary>A parsed file: its full path and its root node. Answers where any value stands.</summary>
/// <param name="Digest">Of the bytes that were parsed.</param>
public sealed record SpecDocument(string Path, SpecNode Root, Digest Digest)
{
    /// <summary>
    /// The place of the value at a path of keys (strings) and indices (integers); the nearest enclosing node where the
    /// path leads nowhere.
    /// </summary>
    public SourceLocation Locate(params ReadOnlySpan<object> path)
    {
        var node = Root;
        foreach (var part in path)
        {
            var next = (node, part) switch
            {
                (MappingNode map, string key) => map[key],
                (SequenceNode list, int index) when index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (next is null)
            {
                break;
            }

            node = next;
        }

        return At(node);
    }

    public SourceLocation At(SpecNode node) => new(Path, node.Line, node.Column);
}
