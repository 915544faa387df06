namespace Lepton.Training.Tests.Torch;

/// <summary>Tests with libtorch run alone: they count the process's tensors and look at its memory.</summary>
[CollectionDefinition("torch", DisableParallelization = true)]
public class TorchCollection;
