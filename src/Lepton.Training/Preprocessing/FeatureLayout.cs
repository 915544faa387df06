namespace Lepton.Training.Preprocessing;

/// <summary>What a network must know of the features of a row.</summary>
/// <param name="Values">Features that are numbers.</param>
/// <param name="Image">[C, H, W] where the numbers are an image's pixels; else empty.</param>
/// <param name="Fields">Categories that every row has; 0 where rows have lists of tokens, or none.</param>
/// <param name="Entries">Categories or tokens that there are.</param>
/// <param name="Longest">Tokens of a row at most.</param>
/// <param name="Grams">Character n-grams that tokens are made of; 0 where they have only vectors of their own.</param>
public sealed record FeatureLayout(int Values, IReadOnlyList<int> Image, int Fields, int Entries, int Longest, int Grams = 0);
