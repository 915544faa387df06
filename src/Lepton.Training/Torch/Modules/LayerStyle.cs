namespace Lepton.Training.Torch.Modules;

/// <summary>How the layers of a transformer are built.</summary>
/// <param name="IsNormFirst">Whether each part's input is normalised (Xiong et al. 2020), not its result.</param>
/// <param name="IsGelu">Whether GELU stands between the two linear layers, not ReLU.</param>
internal readonly record struct LayerStyle(bool IsNormFirst, bool IsGelu);
