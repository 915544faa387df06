using Lepton.Core.Digests;
using Lepton.Evaluation.Comparisons;
using Lepton.GitOps.Baselines;
using Lepton.Graph;
using Lepton.Specs.Datasets;

namespace Lepton.Cli.Pipeline;

/// <summary>What models are compared with.</summary>
/// <param name="Base">The commit that the working tree is compared with; null where there is none.</param>
/// <param name="ByModel">By the models' names; a model that is compared with nothing is not there.</param>
/// <param name="Views">Datasets as other commits have them, over today's files.</param>
/// <param name="Sources">The commit and the model there that an artifact is of.</param>
internal sealed record References(BaseRevision? Base, IReadOnlyDictionary<string, IReadOnlyList<Reference>> ByModel, IReadOnlyDictionary<StepId, DatasetSpec> Views, IReadOnlyDictionary<Digest, (string Commit, string Model)> Sources)
{
    public static References None { get; } = new(null, new Dictionary<string, IReadOnlyList<Reference>>(), new Dictionary<StepId, DatasetSpec>(), new Dictionary<Digest, (string, string)>());
}
