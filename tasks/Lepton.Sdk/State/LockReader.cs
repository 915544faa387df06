using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Runtime.Serialization.Json;

namespace Lepton.Sdk.State;

/// <summary>
/// Reads locks: block YAML as Lepton writes it, keys sorted, one fact a line. What is written otherwise, such as a lock with
/// conflict marks, is a <see cref="FormatException"/>.
/// </summary>
internal sealed class LockReader
{
    private readonly string[] lines;
    private int at;

    private LockReader(string[] lines) => this.lines = lines;

    /// <summary>Maps are dictionaries, lists are lists, all else is text; null is null.</summary>
    /// <exception cref="FormatException">It is no lock.</exception>
    public static Dictionary<string, object?> Read(string path)
    {
        var reader = new LockReader(Array.FindAll(File.ReadAllLines(path), l => l.Trim().Length > 0 && !l.TrimStart().StartsWith("#", StringComparison.Ordinal)));
        var root = reader.Mapping(0);
        return reader.at == reader.lines.Length && root.TryGetValue("kind", out var kind) && kind as string == "Lock" ? root : throw new FormatException("it is no lock");
    }

    private static int Indent(string line)
    {
        var indent = 0;
        while (indent < line.Length && line[indent] == ' ')
        {
            indent++;
        }

        return indent;
    }

    private Dictionary<string, object?> Mapping(int indent)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (at < lines.Length && Indent(lines[at]) == indent && lines[at][indent] != '-')
        {
            var line = lines[at].Substring(indent);
            var colon = Colon(line);
            var key = Scalar(line.Substring(0, colon)) ?? throw new FormatException($"'{line}' has no key");
            var rest = line.Substring(colon + 1).Trim();
            at++;
            map[key] = rest.Length > 0 ? Inline(rest) : Nested(indent);
        }

        return map;
    }

    private object Nested(int indent)
    {
        if (at >= lines.Length || Indent(lines[at]) <= indent)
        {
            throw new FormatException($"a value is missing before line {at + 1}");
        }

        var inner = Indent(lines[at]);
        return lines[at][inner] == '-' ? Sequence(inner) : Mapping(inner);
    }

    private List<object?> Sequence(int indent)
    {
        var list = new List<object?>();
        while (at < lines.Length && Indent(lines[at]) == indent && lines[at][indent] == '-')
        {
            var item = lines[at].Substring(indent + 2);
            if (IsPair(item))
            {
                // A map whose first key stands beside the dash.
                lines[at] = new string(' ', indent + 2) + item;
                list.Add(Mapping(indent + 2));
            }
            else
            {
                list.Add(Inline(item));
                at++;
            }
        }

        return list;
    }

    // A key with its value, and not a text alone, plain or in quotes.
    private static bool IsPair(string item) => FindColon(item) is var colon && (item[0] == '"' ? colon == KeyEnd(item) + 1 : colon > 0);

    // The closing quote of a key in quotes, else 0.
    private static int KeyEnd(string line)
    {
        var start = 0;
        if (line[0] == '"')
        {
            for (start = 1; start < line.Length && line[start] != '"'; start++)
            {
                start += line[start] == '\\' ? 1 : 0;
            }
        }

        return Math.Min(start, line.Length - 1);
    }

    private static int Colon(string line) => FindColon(line) is > 0 and var colon ? colon : throw new FormatException($"'{line}' is no key and value");

    // The colon behind a key: one that a space or the end of the line follows.
    private static int FindColon(string line)
    {
        for (var i = KeyEnd(line); i < line.Length; i++)
        {
            if (line[i] == ':' && (i == line.Length - 1 || line[i + 1] == ' '))
            {
                return i;
            }
        }

        return -1;
    }

    private static object? Inline(string text) => text switch
    {
        "{}" => new Dictionary<string, object?>(),
        "[]" => new List<object?>(),
        _ => Scalar(text),
    };

    private static string? Scalar(string text)
    {
        if (text == "null")
        {
            return null;
        }

        if (text[0] != '"')
        {
            return text;
        }

        // A JSON string.
        using var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes("[" + text + "]"), System.Xml.XmlDictionaryReaderQuotas.Max);
        try
        {
            return System.Xml.Linq.XElement.Load(reader).Value;
        }
        catch (System.Xml.XmlException e)
        {
            throw new FormatException($"{text} is no text", e);
        }
    }
}
