using Lepton.Core.Digests;

namespace Lepton.Store;

/// <summary>Something that a step made.</summary>
/// <param name="Name">Such as <c>model</c> or <c>train</c>.</param>
/// <param name="Content">Digest of what it means; steps that read it have this in their keys.</param>
/// <param name="Blob">Digest of its bytes.</param>
public sealed record StepOutput(string Name, Digest Content, Digest Blob, long Size);
