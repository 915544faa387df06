namespace Lepton.Evaluation.Scoring;

/// <summary>Tags of sequences.</summary>
/// <param name="Truth">The true tags of each row.</param>
/// <param name="Predicted">The model's: at least as many of each row as are true.</param>
public sealed record TagAnswers(string[][] Truth, string[][] Predicted) : Answers
{
    public override int Count => Truth.Length;

    public override TagAnswers Where(bool[] mask) => new([.. Truth.Where((_, row) => mask[row])], [.. Predicted.Where((_, row) => mask[row])]);
}
