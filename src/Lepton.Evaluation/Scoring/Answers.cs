namespace Lepton.Evaluation.Scoring;

/// <summary>Truth and a model's answers for the rows of a part.</summary>
public abstract record Answers
{
    /// <summary>What metrics are means over and resamples draw from: rows, or users.</summary>
    public abstract int Count { get; }

    /// <summary>The rows that are marked.</summary>
    public abstract Answers Where(bool[] mask);
}
