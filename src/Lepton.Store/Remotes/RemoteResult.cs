namespace Lepton.Store.Remotes;

/// <summary>A result that another machine made.</summary>
/// <param name="Result">What was made; its blobs are still there, not here.</param>
/// <param name="Namespace">Where it was found.</param>
/// <param name="Builder">Who says to have made it.</param>
public sealed record RemoteResult(StepResult Result, RemoteNamespace Namespace, string Builder);
