using Lepton.Core.Digests;
using Lepton.Specs;
using Lepton.Store;

namespace Lepton.Graph;

/// <summary>A piece of work with a key: the digest of everything that it reads.</summary>
public abstract class Step
{
    public abstract StepId Id { get; }

    /// <summary>Steps whose results this one reads.</summary>
    public abstract IReadOnlyList<StepId> Needs { get; }

    /// <summary>Whether what the step makes is what a build is for: it is fetched even where no other step reads it.</summary>
    public virtual bool IsProduct => false;

    /// <summary>Whether the result means something on other machines; a measured time does not.</summary>
    public virtual bool IsShared => true;

    /// <summary>Whether the step reads the bytes of an output of a step that it needs.</summary>
    public virtual bool Reads(StepId need, string output) => true;

    /// <summary>Blobs that the step reads beside what it needs, by digest: they are fetched before it runs, where they can be had.</summary>
    public virtual IReadOnlyList<Digest> Pinned => [];

    /// <summary>What the step may use while it runs.</summary>
    public virtual Resources Resources => Resources.Default;

    /// <summary>
    /// Everything that the step reads, given the results of what it needs. Reads no more than it must: this runs for
    /// every step of every command.
    /// </summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">An input is missing or not what it should be.</exception>
    public abstract StepInputs Inputs(IReadOnlyDictionary<StepId, StepResult> needs);

    /// <summary>Does the work.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The work cannot be done.</exception>
    public abstract Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
