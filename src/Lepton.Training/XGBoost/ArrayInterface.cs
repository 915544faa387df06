namespace Lepton.Training.XGBoost;

/// <summary>Describes float32 values in memory as XGBoost wants it: NumPy's array interface, version 3, in JSON.</summary>
internal static class ArrayInterface
{
    public static string Of(nint data, int rows, int columns) =>
        $$"""{"data":[{{data}},true],"shape":[{{rows}},{{columns}}],"typestr":"<f4","version":3}""";
}
