namespace Lepton.Specs.Models;

/// <summary>Families of networks.</summary>
public enum TorchFamily
{
    /// <summary>Multi-layer perceptron: tables of numbers and categories.</summary>
    Mlp,

    /// <summary>Convolutions, over images or over the words of a text.</summary>
    Cnn,

    /// <summary>Recurrent layers over the words of a text, in both directions.</summary>
    Lstm,

    /// <summary>The encoder of a transformer over the words of a text.</summary>
    Transformer,

    /// <summary>Recurrent layers over tokens, and a conditional random field over their tags.</summary>
    LstmCrf,

    /// <summary>A vector for each user and each item; the nearer, the better.</summary>
    TwoTower,

    /// <summary>A transformer whose encoder reads a text and whose decoder writes another.</summary>
    Seq2seq,
}
