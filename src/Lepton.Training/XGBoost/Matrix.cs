namespace Lepton.Training.XGBoost;

/// <summary>Rows as XGBoost holds them.</summary>
internal sealed unsafe class Matrix : IDisposable
{
    private Matrix(nint handle) => Handle = handle;

    public nint Handle { get; private set; }

    /// <summary>All values, for evaluating.</summary>
    public static Matrix Plain(DenseRows rows)
    {
        fixed (float* data = rows.Values)
        {
            nint handle;
            XGBoostLibrary.Check(Native.XGDMatrixCreateFromMat(data, (ulong)rows.Rows, (ulong)rows.Columns, float.NaN, &handle));
            return new Matrix(handle);
        }
    }

    /// <summary>Histogram bins instead of values, for training: a quarter of the memory.</summary>
    public static Matrix Binned(DenseRows rows, double[] labels, double[]? weights, int bins, int threads)
    {
        using var source = new RowSource(rows, labels, weights);
        nint handle;
        fixed (byte* config = XGBoostLibrary.Utf8($$"""{"missing":NaN,"nthread":{{threads}},"max_bin":{{bins}}}"""))
        {
            var state = Native.XGQuantileDMatrixCreateFromCallback(source.Handle, source.Proxy, 0, &RowSource.Reset, &RowSource.Next, config, &handle);
            source.ThrowIfFailed();
            XGBoostLibrary.Check(state);
        }

        return new Matrix(handle);
    }

    public void Set(string field, double[] values) => Set(Handle, field, values);

    internal static void Set(nint matrix, string field, ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)values[i];
        }

        fixed (byte* name = XGBoostLibrary.Utf8(field))
        fixed (float* data = floats)
        {
            XGBoostLibrary.Check(Native.XGDMatrixSetFloatInfo(matrix, name, data, (ulong)floats.Length));
        }
    }

    public void Dispose()
    {
        if (Handle != 0)
        {
            XGBoostLibrary.Check(Native.XGDMatrixFree(Handle));
            Handle = 0;
        }
    }
}
