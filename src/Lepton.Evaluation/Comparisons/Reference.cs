using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Graph;
using Lepton.Specs.Schema;

namespace Lepton.Evaluation.Comparisons;

/// <summary>What a candidate is compared with.</summary>
/// <param name="Name">As gates say it: <c>baseline</c>, <c>anchor</c> or a digest.</param>
/// <param name="Origin">Where it stands, for people, such as <c>main at 1a2b3c4</c>; in no key.</param>
/// <param name="Artifact">Digest of its model file; null where there is none.</param>
/// <param name="Rows">Digest of the blob with the digests of the rows that it was trained, stopped or tuned on; null where nobody knows.</param>
/// <param name="View">The data step that gives the candidate's rows as the reference's own dataset spec has them; null where the two specs agree.</param>
/// <param name="Columns">The columns of its dataset in their order, as <see cref="Describe"/> writes them.</param>
/// <param name="Obstacle">Why it cannot be compared with, in words without commits; null where it can.</param>
/// <param name="IsFirst">Whether there is none because the model is the first of its name.</param>
public sealed record Reference(string Name, string Origin, Digest? Artifact, Digest? Rows, StepId? View, IReadOnlyList<string> Columns, string? Obstacle, bool IsFirst)
{
    /// <summary>There is none yet: the model is the first of its name.</summary>
    public static Reference First(string name, string origin, string obstacle) => new(name, origin, null, null, null, [], obstacle, true);

    /// <summary>There is one, and something is in the way.</summary>
    public static Reference Barred(string name, string origin, Digest? artifact, string obstacle) => new(name, origin, artifact, null, null, [], obstacle, false);

    /// <summary>A column by type, role and name.</summary>
    public static string Describe(Column column) => $"{column.Type} {Words.Of(column.Role)} {column.Name}";
}
