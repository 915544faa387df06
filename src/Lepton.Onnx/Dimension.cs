namespace Lepton.Onnx;

/// <summary>A dimension of an input or output: a fixed size, or a name for one that is free.</summary>
public readonly record struct Dimension(long? Size, string? Name)
{
    /// <summary>The number of rows.</summary>
    public static Dimension Rows { get; } = new(null, "N");

    public static implicit operator Dimension(long size) => FromInt64(size);

    public static Dimension FromInt64(long size) => new(size, null);
}
