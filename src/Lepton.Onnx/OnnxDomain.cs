namespace Lepton.Onnx;

/// <summary>Domains of operators, with the operator set that is asked for: the lowest that serves.</summary>
public static class OnnxDomain
{
    public const string Standard = "";
    public const string Ml = "ai.onnx.ml";
    public const string Microsoft = "com.microsoft";

    /// <summary>ONNX Runtime 1.20 and later run IR 8 with these.</summary>
    public const long IrVersion = 8;

    internal static long VersionOf(string domain) => domain switch
    {
        Standard => 17,
        Ml => 3,
        _ => 1,
    };
}
