namespace Lepton.Runtime.Prediction;

/// <summary>A column that a model reads: one value a row, shape [rows, 1].</summary>
/// <param name="Name">Name of the model's input.</param>
/// <param name="Type">Float, Double, Int64, Bool or String.</param>
public readonly record struct InputColumn(string Name, ElementType Type);
