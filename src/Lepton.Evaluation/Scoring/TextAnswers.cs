namespace Lepton.Evaluation.Scoring;

/// <summary>Texts that a model wrote.</summary>
/// <param name="Truth">The target of each row.</param>
/// <param name="Predicted">What the model wrote for it.</param>
public sealed record TextAnswers(string[] Truth, string[] Predicted) : Answers
{
    public override int Count => Truth.Length;

    public override TextAnswers Where(bool[] mask) => new([.. Truth.Where((_, row) => mask[row])], [.. Predicted.Where((_, row) => mask[row])]);
}
