namespace Lepton.Runtime;

/// <summary>What a model says of one of its inputs or outputs; a dimension of -1 is free.</summary>
public sealed record TensorInfo(string Name, ElementType Type, IReadOnlyList<long> Shape);
