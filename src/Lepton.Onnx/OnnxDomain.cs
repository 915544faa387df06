namespace Lepton.Onnx;

/// <summary>Domains of operators, with the operator set that is asked for: the lowest that serves.</summary>
public static class OnnxDomain
{
    public const string Standard = "";
    public const string Ml = "ai.onnx.ml";
    public const string Microsoft = "com.microsoft";

    private const long Least = 17;

    // Of operators that are younger than the others.
    private static readonly Dictionary<string, long> Since = new(StringComparer.Ordinal) { ["StringConcat"] = 20 };

    /// <summary>The standard operator set that an operator needs, at least.</summary>
    internal static long SinceOf(string op) => Since.GetValueOrDefault(op, Least);

    /// <summary>The version of the format that goes with a standard operator set; ONNX Runtime 1.20 and later run them all.</summary>
    internal static long IrVersionOf(long standard) => standard >= 19 ? 9 : 8;

    /// <param name="standard">That of the standard domain.</param>
    internal static long VersionOf(string domain, long standard) => domain switch
    {
        Standard => standard,
        Ml => 3,
        _ => 1,
    };
}
