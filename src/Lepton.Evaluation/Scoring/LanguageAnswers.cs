namespace Lepton.Evaluation.Scoring;

/// <summary>What a language model says of the tokens that are hidden from it.</summary>
/// <param name="Hidden">The numbers of each row's hidden tokens.</param>
/// <param name="Losses">The sum of -log p over each row's hidden tokens.</param>
/// <param name="Right">How many of them the model holds for likeliest.</param>
public sealed record LanguageAnswers(long[][] Hidden, double[] Losses, double[] Right) : Answers
{
    public override int Count => Hidden.Length;

    public override LanguageAnswers Where(bool[] mask) => new(
        [.. Hidden.Where((_, row) => mask[row])],
        [.. Losses.Where((_, row) => mask[row])],
        [.. Right.Where((_, row) => mask[row])]);
}
