namespace Lepton.Training.Preprocessing.Pieces;

/// <summary>What a character does to a word.</summary>
internal enum CharacterClass
{
    /// <summary>It ends one, and is dropped: white space and control characters.</summary>
    Space,

    /// <summary>It is part of one.</summary>
    Letter,

    /// <summary>It is one of its own: punctuation, and characters of Chinese.</summary>
    Sign,
}
