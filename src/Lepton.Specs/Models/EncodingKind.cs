namespace Lepton.Specs.Models;

/// <summary>How a column of text becomes numbers.</summary>
public enum EncodingKind
{
    /// <summary>A column of zeros and ones for each category, and one for unknown ones.</summary>
    OneHot,

    /// <summary>The category's place in ordinal order; -1 for unknown ones, missing stays missing.</summary>
    Ordinal,

    /// <summary>Frequencies of words, word pairs and character n-grams, weighted by how rare they are.</summary>
    TfIdf,

    /// <summary>A number for each category, which a network learns a vector for.</summary>
    Embedding,

    /// <summary>A number for each word or piece of a text, in order, which a network learns a vector for.</summary>
    Tokens,
}
