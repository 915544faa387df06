namespace Lepton.Runtime.Prediction;

/// <summary>Which model a predictor was generated for.</summary>
/// <param name="Name">As its spec has it.</param>
/// <param name="Sha256">Of the model file, 64 hexadecimal digits.</param>
/// <param name="DatasetDigest">Of the data that it was made and measured with.</param>
/// <param name="Metrics">Values on the test rows, by metric.</param>
/// <param name="Version">Of the project that it was built in.</param>
public sealed record ModelInfo(string Name, string Sha256, string DatasetDigest, IReadOnlyDictionary<string, double> Metrics, string Version);
