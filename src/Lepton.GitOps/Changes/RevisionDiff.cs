namespace Lepton.GitOps.Changes;

/// <summary>What differs between two revisions of a workspace.</summary>
public sealed record RevisionDiff(string Before, string Now, IReadOnlyList<SpecChange> Specs, IReadOnlyList<DatasetChange> Datasets, IReadOnlyList<ModelChange> Models)
{
    public bool IsEmpty => Specs.Count + Datasets.Count + Models.Count == 0;
}
