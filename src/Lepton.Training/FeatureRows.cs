namespace Lepton.Training;

/// <summary>The features of rows, as a trainer takes them.</summary>
public abstract class FeatureRows
{
    public abstract int Rows { get; }

    /// <summary>The first rows, at most so many.</summary>
    public abstract FeatureRows Head(int count);
}
