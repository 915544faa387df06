namespace Lepton.Training;

/// <summary>Rows to learn from or to look at while learning.</summary>
/// <param name="Features">The features.</param>
/// <param name="Targets">Index of the class, or the value.</param>
/// <param name="Weights">One a row.</param>
public sealed record TrainingSet(FeatureRows Features, double[] Targets, double[] Weights);
