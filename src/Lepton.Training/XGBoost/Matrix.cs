using System.Runtime.InteropServices;

namespace Lepton.Training.XGBoost;

/// <summary>Rows as XGBoost holds them.</summary>
internal sealed unsafe class Matrix : IDisposable
{
    public Matrix(DenseRows rows)
    {
        // One piece, outside the managed heap: arrays end at two gigabytes.
        var bytes = (nuint)((long)Math.Max(1, rows.Rows) * rows.Columns * sizeof(float));
        var data = (float*)NativeMemory.Alloc(bytes);
        try
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                rows.Row(row).CopyTo(new Span<float>(data + ((long)row * rows.Columns), rows.Columns));
            }

            nint handle;
            XGBoostLibrary.Check(Native.XGDMatrixCreateFromMat(data, (ulong)rows.Rows, (ulong)rows.Columns, float.NaN, &handle));
            Handle = handle;
        }
        finally
        {
            NativeMemory.Free(data);
        }
    }

    public nint Handle { get; private set; }

    public void Set(string field, double[] values)
    {
        var floats = Array.ConvertAll(values, v => (float)v);
        fixed (byte* name = XGBoostLibrary.Utf8(field))
        fixed (float* data = floats)
        {
            XGBoostLibrary.Check(Native.XGDMatrixSetFloatInfo(Handle, name, data, (ulong)floats.Length));
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
