namespace Lepton.GitOps.Release.Deployments;

/// <summary>A commit that gave a channel another version of a model.</summary>
/// <param name="Pin">What it gave; null where it took the model out.</param>
public sealed record PinChange(Pin? Pin, string Commit, string Author, DateTimeOffset Date);
