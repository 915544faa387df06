namespace Lepton.Specs.Models;

/// <summary>Families of networks.</summary>
public enum TorchFamily
{
    /// <summary>Multi-layer perceptron: tables of numbers and categories.</summary>
    Mlp,
}
