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
        var released = await new BaseModels(repository).ReleasedAsync(head, [.. models.Select(m => m.Model)], new Dictionary<string, string>(), cancellation);
        var plans = new List<PlannedRelease>();
        foreach (var (model, locked) in models)
        {
            var tags = (await repository.TagsAsync(model.Name + "/", null, cancellation)).Select(t => ReleaseTag.TryParse(t.Tag)).OfType<ReleaseTag>().Where(t => t.Model == model.Name).Select(t => t.Version).ToList();
            plans.Add(Plan(model, locked, released.GetValueOrDefault(model.Name), tags));
        }

        return plans;
    }

    private PlannedRelease Plan(ModelSpec model, LockFile locked, BaseRelease? last, IReadOnlyList<SemanticVersion> taken)
    {
        IReadOnlyList<VersionReason> reasons = last is null ? [new VersionReason(ReleaseBump.Major, "the first release")]
            : last.Lock is null ? [new VersionReason(ReleaseBump.Major, "the last release has no lock that can be read")]
            : VersionAdvice.Reasons(last.Lock.Lock, locked);
        if (reasons.Count == 0 && version is null)
        {
            return new PlannedRelease(model.Name, last!.Tag.Version, null, last.Commit, ReleaseBump.Auto, []);
        }

        var bump = model.Release != ReleaseBump.Auto ? model.Release : reasons.Select(r => r.Bump).DefaultIfEmpty(ReleaseBump.Patch).Max();
        var next = version ?? VersionAdvice.After(last?.Tag.Version, bump, label, taken);
        return taken.Contains(next) || (last is not null && next <= last.Tag.Version)
            ? throw new DiagnosticException(GitOpsDiagnostics.VersionTaken(model.Name, next.ToNormalizedString(), last?.Tag.ToString() ?? $"{model.Name}/v{next.ToNormalizedString()}"))
            : new PlannedRelease(model.Name, last?.Tag.Version, next, last?.Commit, bump, reasons);
    }
}
