using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Files;

namespace Lepton.Cli.Pipeline;

/// <summary>Remembers the versions of libraries, since loading one only to ask takes longer than a command that has nothing to do.</summary>
internal sealed class EngineVersions
{
    private readonly string? file;
    private readonly JsonObject known;

    public EngineVersions(string? file)
    {
        this.file = file;
        known = Read(file);
    }

    public string? Of(string engine, string? path, Func<string?> load)
    {
        if (path is null)
        {
            return load();
        }

        var info = new FileInfo(path);
        var stamp = $"{path}|{info.Length}|{info.LastWriteTimeUtc.Ticks}";
        if (known[engine] is JsonObject entry && (string?)entry["stamp"] == stamp)
        {
            return (string?)entry["version"];
        }

        var version = load();
        if (version is not null && file is not null)
        {
            known[engine] = new JsonObject { ["stamp"] = stamp, ["version"] = version };
            Write();
        }

        return version;
    }

    private static JsonObject Read(string? file)
    {
        try
        {
            return file is not null && File.Exists(file) && JsonNode.Parse(File.ReadAllBytes(file)) is JsonObject map ? map : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be read is asked anew.
            return [];
        }
    }

    private void Write()
    {
        try
        {
            AtomicFile.WriteAllBytes(file!, System.Text.Encoding.UTF8.GetBytes(known.ToJsonString()), Store.LocalStore.ScratchIn(Path.GetDirectoryName(file)!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A store that cannot be written is reported by the step that must write it.
            known.Remove(string.Empty);
        }
    }
}
