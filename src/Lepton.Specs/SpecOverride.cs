using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>A value of one run that replaces the spec's, as in <c>-s trainer.hyperparameters.max-depth=6</c>.</summary>
public sealed record SpecOverride(string Text, IReadOnlyList<string> Path, ScalarNode Value)
{
    public static SpecOverride? Parse(string text, List<Diagnostic> diagnostics)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? [] : text[..equals].Split('.');
        if (path.Length == 0 || path.Any(string.IsNullOrWhiteSpace))
        {
            diagnostics.Add(SpecDiagnostics.BadOverride(text, "no key=value"));
            return null;
        }

        return new SpecOverride(text, path, new ScalarNode(text[(equals + 1)..], IsPlain: true, 0, 0));
    }

    /// <summary>The document with the value in place; mappings on the way are made where they are missing.</summary>
    public SpecDocument Apply(SpecDocument document, List<Diagnostic> diagnostics)
    {
        var root = Replace(document.Root, 0, diagnostics);
        return document with { Root = root };
    }

    private SpecNode Replace(SpecNode node, int depth, List<Diagnostic> diagnostics)
    {
        if (depth == Path.Count)
        {
            return Value with { Line = node.Line, Column = node.Column };
        }

        if (node is not MappingNode map)
        {
            diagnostics.Add(SpecDiagnostics.BadOverride(Text, $"'{string.Join('.', Path.Take(depth))}' is {node.Describe()}, it has no keys"));
            return node;
        }

        var key = Path[depth];
        var entries = map.Entries.ToList();
        var index = entries.FindIndex(e => e.Key.Text == key);
        var old = index >= 0 ? entries[index].Value : new MappingNode([], map.Line, map.Column);
        var entry = new SpecEntry(index >= 0 ? entries[index].Key : new ScalarNode(key, true, map.Line, map.Column), Replace(old, depth + 1, diagnostics));
        if (index >= 0)
        {
            entries[index] = entry;
        }
        else
        {
            entries.Add(entry);
        }

        return map with { Entries = entries };
    }
}
