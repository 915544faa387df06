using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Lepton.Sdk.Generation;
using Lepton.Sdk.State;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace Lepton.Sdk.Tasks;

/// <summary>Writes the typed predictors of models out of their locks. Starts no process.</summary>
[MSBuildMultiThreadableTask]
public sealed class GeneratePredictors : Task
{
    private readonly List<ITaskItem> sources = [];

    /// <summary>Full paths of model specs.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The namespace of the predictors.</summary>
    [Required]
    public string Namespace { get; set; } = string.Empty;

    /// <summary>The project's version.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>Where the sources are put.</summary>
    [Required]
    public string Folder { get; set; } = string.Empty;

    /// <summary>Where the pages of the diagnostics are.</summary>
    public string HelpFolder { get; set; } = string.Empty;

    /// <summary>The sources.</summary>
    [Output]
    public ITaskItem[] Sources => [.. sources];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Models)
        {
            Generate(item.ItemSpec, classes);
        }

        return !Log.HasLoggedErrors;
    }

    private void Generate(string path, Dictionary<string, string> classes)
    {
        SpecFile spec;
        try
        {
            spec = SpecFile.Read(path);
            if (!File.Exists(spec.LockPath))
            {
                Log.Tell(isError: false, "LPT7006", path, $"{spec.Name} has no lock yet, so there is no predictor: build, or lepton train {spec.Name}", HelpFolder);
                return;
            }

            var name = PredictorSource.NameOf(spec.Name);
            if (classes.TryGetValue(name, out var other))
            {
                Log.Tell(isError: true, "LPT7007", path, $"'{spec.Name}' and '{other}' are both {name} in C#: rename one", HelpFolder);
                return;
            }

            classes[name] = spec.Name;
            var file = Path.Combine(Folder, name + ".g.cs");
            var stamp = "// Of: " + StampOf(spec);
            if (!IsMade(file, stamp))
            {
                var locked = ModelLock.Read(spec.LockPath);
                if (PredictorSource.Refusal(locked) is { } reason)
                {
                    Log.LogMessage(MessageImportance.Normal, "Lepton: {0} gets no predictor: there is none yet for {1}; its ONNX file is copied as those of the others", spec.Name, reason);
                    return;
                }

                Write(file, stamp + "\n" + PredictorSource.Make(spec.Name, locked, Namespace, Version));
            }

            sources.Add(new TaskItem(file));
        }
        catch (FormatException e)
        {
            Log.Tell(isError: true, "LPT7005", path, $"no predictor can be made of the lock: {e.Message}", HelpFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Tell(isError: true, "LPT7004", path, $"the predictor cannot be written: {e.Message}", HelpFolder);
        }
    }

    private void Write(string file, string code)
    {
        Directory.CreateDirectory(Folder);
        var beside = file + "." + Guid.NewGuid().ToString("N");
        File.WriteAllText(beside, code, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (File.Exists(file))
        {
            File.Delete(file);
        }

        File.Move(beside, file);
    }

    // What the source was made of is its first line, so that nothing is read, made and compiled for nothing.
    private static bool IsMade(string file, string stamp)
    {
        if (!File.Exists(file))
        {
            return false;
        }

        using var reader = new StreamReader(file);
        return reader.ReadLine() == stamp;
    }

    // FNV-1a of 64 bits over all that goes in: it tells versions of a file apart, it withstands no attack.
    private string StampOf(SpecFile spec)
    {
        var hash = 14695981039346656037UL;
        foreach (var bytes in new[] { File.ReadAllBytes(spec.LockPath), Encoding.UTF8.GetBytes($"{spec.Name} {Namespace} {Version} {typeof(GeneratePredictors).Module.ModuleVersionId}") })
        {
            foreach (var b in bytes)
            {
                hash = unchecked((hash ^ b) * 1099511628211UL);
            }
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
