using Lepton.Core.Diagnostics;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.Specs.Models;
using NuGet.Versioning;

namespace Lepton.GitOps.Release;

/// <summary>Finds out what is to be released as which version, from the tags in the history of what is checked out.</summary>
/// <param name="label">Of a pre-release, such as <c>beta</c>; null for a release.</param>
/// <param name="version">The version that the user asks for; null for what the change asks for.</param>
public sealed class ReleasePlanner(GitRepository repository, string? label, SemanticVersion? version)
{
    /// <summary>A plan for each model that has a lock, in their order.</summary>
    /// <exception cref="DiagnosticException">The clone lacks old commits, or the version that is asked for is not after the last one.</exception>
    public async Task<IReadOnlyList<PlannedRelease>> PlanAsync(IReadOnlyList<(ModelSpec Model, LockFile Lock)> models, CancellationToken cancellation)
    {
        // Tags may be missing there, and a version would be given twice.
        if (await repository.IsShallowAsync(cancellation))
        {
            throw new DiagnosticException(GitOpsDiagnostics.ShallowRelease());
        }

        var head = await repository.CommitAsync("HEAD", cancellation);
        var tags = new List<(ReleaseTag Tag, string Commit)>();
        foreach (var (model, _) in models)
        {
            tags.AddRange((await repository.TagsAsync(model.Name + "/", null, cancellation)).Select(t => (Tag: ReleaseTag.TryParse(t.Tag), t.Commit)).Where(t => t.Tag?.Model == model.Name).Select(t => (t.Tag!, t.Commit)));
        }

        // What a run before this one released from the same commit is what this one would release, and no version before it.
        var own = tags.Where(t => t.Commit == head && IsAsked(t.Tag.Version)).GroupBy(t => t.Tag.Model, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(t => t.Tag.Version).Tag, StringComparer.Ordinal);
        if (own.Count > 0)
        {
            // A lock that is not committed is another release's.
            var committed = await new BaseModels(repository).LocksAsync(head, [.. models.Select(m => m.Model)], cancellation);
            foreach (var (model, _) in models.Where(m => committed.GetValueOrDefault(m.Model.Name)?.Lock.Artifact != m.Lock.Artifact))
            {
                own.Remove(model.Name);
            }
        }

        var released = await new BaseModels(repository).ReleasedAsync(head, [.. models.Select(m => m.Model)], new Dictionary<string, string>(), own.Values.ToHashSet(), cancellation);
        return [.. models.Select(m => Plan(m.Model, m.Lock, released.GetValueOrDefault(m.Model.Name), own.GetValueOrDefault(m.Model.Name)?.Version, [.. tags.Where(t => t.Tag.Model == m.Model.Name).Select(t => t.Tag.Version)]))];
    }

    private bool IsAsked(SemanticVersion found) => version is not null ? found == version
        : label is null ? !found.IsPrerelease
        : found.ReleaseLabels.FirstOrDefault() == label;

    private PlannedRelease Plan(ModelSpec model, LockFile locked, BaseRelease? last, SemanticVersion? own, IReadOnlyList<SemanticVersion> taken)
    {
        IReadOnlyList<VersionReason> reasons = last is null ? [new VersionReason(ReleaseBump.Major, "the first release")]
            : last.Lock is null ? [new VersionReason(ReleaseBump.Major, "the last release has no lock that can be read")]
            : VersionAdvice.Reasons(last.Lock.Lock, locked);
        if (reasons.Count == 0 && version is null && own is null)
        {
            return new PlannedRelease(model.Name, last!.Tag.Version, null, last.Commit, ReleaseBump.Auto, [], IsTagged: false, IsNewest: true);
        }

        var bump = model.Release != ReleaseBump.Auto ? model.Release : reasons.Select(r => r.Bump).DefaultIfEmpty(ReleaseBump.Patch).Max();
        var next = own ?? version ?? VersionAdvice.After(last?.Tag.Version, bump, label, taken);
        return own is null && (taken.Contains(next) || (last is not null && next <= last.Tag.Version))
            ? throw new DiagnosticException(GitOpsDiagnostics.VersionTaken(model.Name, next.ToNormalizedString(), last?.Tag.ToString() ?? $"{model.Name}/v{next.ToNormalizedString()}"))
            : new PlannedRelease(model.Name, last?.Tag.Version, next, last?.Commit, bump, reasons, own is not null, !taken.Any(t => !t.IsPrerelease && t > next));
    }
}
