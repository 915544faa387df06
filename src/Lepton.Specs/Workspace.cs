using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Searches;
using Lepton.Specs.Workspaces;

namespace Lepton.Specs;

/// <summary>All specs of a workspace, checked.</summary>
/// <param name="Root">Full path of the folder of lepton.yaml.</param>
public sealed record Workspace(
    string Root,
    WorkspaceSpec Spec,
    IReadOnlyDictionary<string, DatasetSpec> Datasets,
    IReadOnlyDictionary<string, ModelSpec> Models,
    IReadOnlyDictionary<string, SearchSpec> Searches)
{
    /// <summary>Full path of the local store.</summary>
    public string StoreFolder => Path.GetFullPath(Path.Combine(Root, Spec.Store));

    /// <summary>The lock beside a model's spec.</summary>
    public static string LockPath(ModelSpec model) => Path.Combine(model.Folder, model.Name + ".lock.yaml");
}
