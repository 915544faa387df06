using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Lepton.Sdk.Generation;
using Lepton.Sdk.State;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lepton.Sdk.Tasks;

/// <summary>Puts models with their cards, metrics and provenance into a NuGet package.</summary>
[MSBuildMultiThreadableTask]
public sealed class PackModels : LeptonTask
{
    private readonly List<ITaskItem> files = [];
    private readonly List<PackedModel> packed = [];
    private readonly StringBuilder readme = new();

    /// <summary>The package's name; its targets file is called so.</summary>
    [Required]
    public string PackageId { get; set; } = string.Empty;

    /// <summary>Where the files are put together, a full path.</summary>
    [Required]
    public string Folder { get; set; } = string.Empty;

    /// <summary>Models of more bytes stay out of the package.</summary>
    public long Limit { get; set; } = 200_000_000;

    /// <summary>Where models that stay out are fetched from: an address with <c>{sha256}</c> and <c>{name}</c>.</summary>
    public string Url { get; set; } = string.Empty;

    /// <summary>What goes into the package, with its place there as <c>PackagePath</c>.</summary>
    [Output]
    public ITaskItem[] Files => [.. files];

    /// <summary>The cards of the models, as one page.</summary>
    [Output]
    public string Readme { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override string Verb => "pack";

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (!base.Execute())
        {
            return false;
        }

        try
        {
            Readme = Write("README.md", readme.ToString());
            files.Add(Item(Write(PackageId + ".targets", PackageTargets.Make(packed)), $"buildTransitive/{PackageId}.targets"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error("LPT7004", null, $"'{Folder}' cannot be written: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    internal override bool Execute(string root, IReadOnlyList<SpecFile> specs)
    {
        if (!Ask(root, specs, $",\"output\":{Quote(Folder)}"))
        {
            return false;
        }

        try
        {
            foreach (var spec in specs)
            {
                Add(spec);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Error("LPT7004", null, $"'{Folder}' cannot be read: {e.Message}");
        }
        catch (FormatException e)
        {
            Error("LPT7005", null, $"the lock cannot be used: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    private void Add(SpecFile spec)
    {
        var folder = Path.Combine(Folder, spec.Name);
        var model = new FileInfo(Path.Combine(folder, spec.Name + ".onnx"));
        var isLarge = model.Length > Limit;
        if (isLarge && Url.Length == 0)
        {
            Error("LPT7008", spec.Path, $"the model {spec.Name} has {model.Length} bytes, more than LeptonPackLimit ({Limit}): set LeptonModelUrl to where it can be fetched from, such as https://example.com/models/{{sha256}}.onnx, or a larger limit");
            return;
        }

        var sha256 = ModelLock.Sha256Of(spec.LockPath);
        packed.Add(new PackedModel(spec.Name, sha256, model.Length, isLarge ? Url.Replace("{sha256}", sha256).Replace("{name}", Uri.EscapeDataString(spec.Name)) : null));
        foreach (var path in Directory.GetFiles(folder).OrderBy(p => p, StringComparer.Ordinal).Where(p => !isLarge || p != model.FullName))
        {
            files.Add(Item(path, $"lepton/{spec.Name}/{Path.GetFileName(path)}"));
        }

        readme.Append(readme.Length > 0 ? "\n" : string.Empty).Append(WithoutFrontMatter(File.ReadAllText(Path.Combine(folder, "README.md"))));
    }

    private static string WithoutFrontMatter(string card)
    {
        var end = card.StartsWith("---\n", StringComparison.Ordinal) ? card.IndexOf("\n---\n", StringComparison.Ordinal) : -1;
        return end < 0 ? card : card.Substring(end + 5).TrimStart('\n');
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    private static TaskItem Item(string path, string place) => new(path, new Dictionary<string, string> { ["PackagePath"] = place, ["Pack"] = "true" });
}
