using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Lepton.Sdk.State;

/// <summary>What a build reads of a lock: the model's bytes, and what it takes and answers.</summary>
internal sealed class ModelLock
{
    private readonly Dictionary<string, object?> root;

    private ModelLock(Dictionary<string, object?> root) => this.root = root;

    /// <summary>64 hexadecimal digits.</summary>
    public string Sha256 => Text(Map(root, "artifact"), "digest").Substring("sha256:".Length);

    public string DatasetDigest => Text(Map(root, "dataset"), "digest");

    public string Task => Text(Interface, "task");

    public string Target => Text(Interface, "target");

    public string? Positive => Interface.TryGetValue("positive", out var positive) ? positive as string : null;

    public IReadOnlyList<string> Classes => Interface.TryGetValue("classes", out var classes) ? ((List<object?>)classes!).Cast<string>().ToList() : [];

    public IReadOnlyList<Dictionary<string, object?>> Inputs => ((List<object?>)Interface["inputs"]!).Cast<Dictionary<string, object?>>().ToList();

    /// <summary>Values of metrics by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics =>
        Map(root, "metrics").ToDictionary(m => m.Key, m => double.Parse(Text((Dictionary<string, object?>)m.Value!, "value"), NumberStyles.Float, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private Dictionary<string, object?> Interface => Map(root, "interface");

    /// <summary>The digest of the model that a lock names, found without reading all of it: every build asks for it.</summary>
    /// <exception cref="FormatException">It names none.</exception>
    public static string Sha256Of(string path)
    {
        var isArtifact = false;
        foreach (var line in System.IO.File.ReadLines(path))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                isArtifact = line.StartsWith("artifact:", StringComparison.Ordinal);
            }
            else if (isArtifact && line.StartsWith("  digest: sha256:", StringComparison.Ordinal) && line.Length == 81)
            {
                return line.Substring(17);
            }
        }

        throw new FormatException("it names no model");
    }

    /// <exception cref="FormatException">It is no lock of this version.</exception>
    public static ModelLock Read(string path)
    {
        var found = new ModelLock(LockReader.Read(path));
        try
        {
            _ = (found.Sha256, found.DatasetDigest, found.Task, found.Target, found.Classes, found.Inputs, found.Metrics);
            return found;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidCastException or NullReferenceException or ArgumentOutOfRangeException)
        {
            throw new FormatException("it lacks what a build needs: train again", e);
        }
    }

    public static string Text(Dictionary<string, object?> map, string key) => (string)map[key]!;

    private static Dictionary<string, object?> Map(Dictionary<string, object?> map, string key) => (Dictionary<string, object?>)map[key]!;
}
