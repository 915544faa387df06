namespace Lepton.Specs.Models;

/// <summary>How a text is cut.</summary>
public enum Tokenizer
{
    /// <summary>Into words of letters and digits, and single other signs.</summary>
    Words,

    /// <summary>Into pieces of words, learnt by byte-pair encoding on the training rows.</summary>
    Pieces,

    /// <summary>Into characters.</summary>
    Characters,
}
