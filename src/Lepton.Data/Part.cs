namespace Lepton.Data;

/// <summary>The parts of a dataset; the number is what the split writes.</summary>
public enum Part
{
    Train = 0,
    Validation = 1,
    Test = 2,
}
