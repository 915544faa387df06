using System.Text.Json.Serialization;

namespace Lepton.Training.Torch.Network;

/// <summary>What a multi-layer perceptron is made of: linear layers with an activation and dropout between them.</summary>
/// <param name="Inputs">Features of a row.</param>
/// <param name="Outputs">Margins of a row.</param>
/// <param name="Layers">Hidden layers.</param>
/// <param name="Width">Units of each.</param>
/// <param name="Activation">relu or gelu.</param>
/// <param name="Dropout">Probability after each activation, in [0, 1).</param>
internal sealed record NetworkShape(int Inputs, int Outputs, int Layers, int Width, string Activation, double Dropout)
{
    /// <summary>The name that a linear layer's parameters begin with, as in torch.nn.Sequential.</summary>
    public static int PlaceOf(int layer) => layer * PartsOfLayer;

    /// <summary>Linear, activation, dropout.</summary>
    [JsonIgnore]
    public static int PartsOfLayer => 3;
}
