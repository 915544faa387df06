using Lepton.Graph;

namespace Lepton.GitOps.Changes;

/// <summary>A spec that another revision has otherwise.</summary>
/// <param name="Before">Null where it is new.</param>
/// <param name="Now">Null where it is gone.</param>
/// <param name="Differences">Values that differ, where both have it.</param>
public sealed record SpecChange(RevisionSpec? Before, RevisionSpec? Now, IReadOnlyList<InputDifference> Differences)
{
    public string Kind => (Now ?? Before)!.Kind;

    public string Name => (Now ?? Before)!.Name;

    public string Path => (Now ?? Before)!.Path;

    /// <summary>Every spec that differs in more than comments and layout.</summary>
    public static IReadOnlyList<SpecChange> Of(Revision before, Revision now)
    {
        var old = before.Specs.GroupBy(s => (s.Kind, s.Name)).ToDictionary(g => g.Key, g => g.First());
        var changes = new List<SpecChange>();
        foreach (var spec in now.Specs)
        {
            if (!old.Remove((spec.Kind, spec.Name), out var was))
            {
                changes.Add(new SpecChange(null, spec, []));
            }
            else if (InputDifference.Of(was.Root, spec.Root) is { Count: > 0 } differences)
            {
                changes.Add(new SpecChange(was, spec, differences));
            }
        }

        changes.AddRange(old.Values.Select(s => new SpecChange(s, null, [])));
        return [.. changes.OrderBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }
}
