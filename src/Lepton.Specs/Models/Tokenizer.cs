namespace Lepton.Specs.Models;

/// <summary>How a text is cut.</summary>
public enum Tokenizer
{
    /// <summary>Into words of letters and digits, and single other signs.</summary>
    Words,

    /// <summary>Into characters.</summary>
    Characters,
}
