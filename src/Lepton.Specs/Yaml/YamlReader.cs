using System.Text;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lepton.Specs.Yaml;

/// <summary>
/// Reads one YAML document into nodes. Anchors, aliases and tags are refused, keys are unique, and size, depth and
/// number of nodes are bounded, so that no file can take much time or memory.
/// </summary>
public sealed class YamlReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string path;
    private readonly List<Diagnostic> diagnostics;
    private int nodes;

    private YamlReader(string path, List<Diagnostic> diagnostics)
    {
        this.path = path;
        this.diagnostics = diagnostics;
    }

    /// <summary>The document, or null where the file is no acceptable YAML; every reason is added to the list.</summary>
    public static SpecDocument? Read(string path, List<Diagnostic> diagnostics)
    {
        byte[] bytes;
        try
        {
            var size = new FileInfo(path).Length;
            if (size > YamlLimits.Bytes)
            {
                diagnostics.Add(SpecDiagnostics.TooLarge(new SourceLocation(path), $"the file has {size} bytes, at most {YamlLimits.Bytes} are read"));
                return null;
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(SpecDiagnostics.Unreadable(new SourceLocation(path), e.Message));
            return null;
        }

        return Parse(path, bytes, diagnostics);
    }

    /// <summary>Like <see cref="Read"/>, from bytes.</summary>
    public static SpecDocument? Parse(string path, byte[] bytes, List<Diagnostic> diagnostics)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Max(0, e.Index)).Count((byte)'\n');
            diagnostics.Add(SpecDiagnostics.InvalidUtf8(new SourceLocation(path, line, 1)));
            return null;
        }

        return new YamlReader(path, diagnostics).Document(text.TrimStart('\uFEFF'), Digest.Of(bytes));
    }

    private SpecDocument? Document(string text, Digest digest)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                diagnostics.Add(SpecDiagnostics.Syntax(new SourceLocation(path, 1, 1), "the file is empty"));
                return null;
            }

            parser.Consume<DocumentStart>();
            var before = diagnostics.Count;
            var root = Node(parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                diagnostics.Add(SpecDiagnostics.Syntax(Location(parser.Current!.Start), "a spec file holds one document"));
            }

            return diagnostics.Count == before ? new SpecDocument(path, root!, digest) : null;
        }
        catch (YamlException e)
        {
            diagnostics.Add(SpecDiagnostics.Syntax(Location(e.Start), Reason(e)));
            return null;
        }
        catch (DiagnosticException e)
        {
            diagnostics.AddRange(e.Diagnostics);
            return null;
        }
    }

    private SpecNode? Node(Parser parser, int depth)
    {
        if (depth > YamlLimits.Depth)
        {
            throw new DiagnosticException(SpecDiagnostics.TooLarge(Location(parser.Current!.Start), $"values are nested more than {YamlLimits.Depth} deep"));
        }

        if (++nodes > YamlLimits.Nodes)
        {
            throw new DiagnosticException(SpecDiagnostics.TooLarge(Location(parser.Current!.Start), $"the file has more than {YamlLimits.Nodes} values"));
        }

        parser.MoveNextIfBefore();
        switch (parser.Current)
        {
            case AnchorAlias alias:
                throw new DiagnosticException(SpecDiagnostics.Alias(Location(alias.Start)));
            case NodeEvent { Anchor.IsEmpty: false } anchored:
                throw new DiagnosticException(SpecDiagnostics.Alias(Location(anchored.Start)));
            case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged:
                throw new DiagnosticException(SpecDiagnostics.Syntax(Location(tagged.Start), "tags are not part of Lepton's specs"));
            case Scalar scalar:
                parser.MoveNext();
                return new ScalarNode(scalar.Value, scalar.Style is ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);
            case SequenceStart start:
                return Sequence(parser, start, depth);
            case MappingStart start:
                return Mapping(parser, start, depth);
            default:
                throw new DiagnosticException(SpecDiagnostics.Syntax(Location(parser.Current!.Start), "a value is missing here"));
        }
    }

    private SequenceNode Sequence(Parser parser, SequenceStart start, int depth)
    {
        parser.MoveNext();
        var items = new List<SpecNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(parser, depth + 1)!);
        }

        return new SequenceNode(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private MappingNode Mapping(Parser parser, MappingStart start, int depth)
    {
        parser.MoveNext();
        var entries = new List<SpecEntry>();
        var seen = new Dictionary<string, ScalarNode>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var place = Location(parser.Current!.Start);
            if (Node(parser, depth + 1) is not ScalarNode key)
            {
                throw new DiagnosticException(SpecDiagnostics.Syntax(place, "a key must be a single word or text"));
            }

            var value = Node(parser, depth + 1)!;
            if (!seen.TryAdd(key.Text, key))
            {
                diagnostics.Add(SpecDiagnostics.DuplicateKey(place, key.Text, seen[key.Text].Line));
                continue;
            }

            entries.Add(new(key, value));
        }

        return new MappingNode(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private SourceLocation Location(Mark mark) => new(path, (int)mark.Line, (int)mark.Column);

    private static string Reason(YamlException e)
    {
        var message = e.Message.TrimEnd('.');
        return message.Contains("found character that cannot start any token", StringComparison.OrdinalIgnoreCase)
            || message.Contains("tab", StringComparison.OrdinalIgnoreCase)
            ? $"{char.ToLowerInvariant(message[0])}{message[1..]} (tabs cannot indent YAML: use spaces)"
            : $"{char.ToLowerInvariant(message[0])}{message[1..]}";
    }
}
