namespace Lepton.Specs.Models;

/// <summary>How a text is cut.</summary>
public enum Tokenizer
{
    /// <summary>Into words of letters and digits, and single other signs.</summary>
    Words,

    /// <summary>Into characters.</summary>
    Characters,

    /// <summary>Into pieces of words, as byte-pair encoding learns them from the training rows.</summary>
    Pieces,

    /// <summary>Into pieces of words, those of a vocabulary that is given.</summary>
    WordPiece,
}
