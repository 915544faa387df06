namespace Lepton.Training.Torch.Modules;

/// <summary>How the layers of a transformer are built.</summary>
/// <param name="IsNormFirst">Whether each part's input is normalised (Xiong et al. 2020), not its result.</param>
/// <param name="IsGelu">Whether GELU stands between the two linear layers, not ReLU.</param>
/// <param name="Epsilon">What is added to a variance.</param>
/// <param name="Lora">How the matrices of attention are adapted, or null where they learn themselves.</param>
internal sealed record LayerStyle(bool IsNormFirst, bool IsGelu, double Epsilon = LayerNormModule.DefaultEpsilon, LoraStyle? Lora = null);
