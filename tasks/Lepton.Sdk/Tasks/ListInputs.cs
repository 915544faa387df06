using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lepton.Sdk.State;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace Lepton.Sdk.Tasks;

/// <summary>Lists what models stand on, as far as the last build wrote it down: specs, hyperparameters, data. For editors and dotnet watch; never locks, which builds write.</summary>
[MSBuildMultiThreadableTask]
public sealed class ListInputs : Task
{
    /// <summary>Full paths of model specs.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Full paths of files that are there, in ordinal order.</summary>
    [Output]
    public ITaskItem[] Inputs { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Models.Select(m => m.ItemSpec).Where(File.Exists))
        {
            files.Add(path);
            try
            {
                var spec = SpecFile.Read(path);
                if (spec.Root is not null)
                {
                    var store = spec.StoreFolder() + Path.DirectorySeparatorChar;
                    files.UnionWith(SnapshotCheck.InputsOf(spec.Root, spec.Name).Where(f => !f.StartsWith(store, StringComparison.Ordinal)));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The build says so; here its name is enough.
                Log.LogMessage(MessageImportance.Low, "{0}: {1}", path, e.Message);
            }
        }

        Inputs = [.. files.Where(f => File.Exists(f) && !f.EndsWith(".lock.yaml", StringComparison.Ordinal)).Select(f => new TaskItem(f))];
        return true;
    }
}
