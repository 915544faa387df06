using System.Globalization;
using System.Runtime.InteropServices;

namespace Lepton.Training.XGBoost;

/// <summary>A model that XGBoost is building.</summary>
internal sealed unsafe class Booster : IDisposable
{
    private nint handle;

    public Booster(IEnumerable<Matrix> matrices, IEnumerable<(string Name, string Value)> parameters)
    {
        var handles = matrices.Select(m => m.Handle).ToArray();
        fixed (nint* all = handles)
        {
            nint booster;
            XGBoostLibrary.Check(Native.XGBoosterCreate(all, (ulong)handles.Length, &booster));
            handle = booster;
        }

        foreach (var (name, value) in parameters)
        {
            fixed (byte* n = XGBoostLibrary.Utf8(name))
            fixed (byte* v = XGBoostLibrary.Utf8(value))
            {
                XGBoostLibrary.Check(Native.XGBoosterSetParam(handle, n, v));
            }
        }
    }

    public void Update(int round, Matrix training) => XGBoostLibrary.Check(Native.XGBoosterUpdateOneIter(handle, round, training.Handle));

    /// <summary>The last of the metrics on a matrix.</summary>
    public double Evaluate(int round, Matrix matrix)
    {
        var data = matrix.Handle;
        fixed (byte* name = "m\0"u8)
        {
            byte* text;
            XGBoostLibrary.Check(Native.XGBoosterEvalOneIter(handle, round, &data, &name, 1, &text));
            var line = Marshal.PtrToStringUTF8((nint)text)!;
            return double.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Answers before the link function, row-major, straight from the rows.</summary>
    public double[] Margins(DenseRows rows, int rounds)
    {
        fixed (byte* config = Config(rounds))
        fixed (float* data = rows.Values)
        fixed (byte* array = XGBoostLibrary.Utf8(ArrayInterface.Of((nint)data, rows.Rows, rows.Columns)))
        {
            ulong* shape;
            ulong rank;
            float* values;
            XGBoostLibrary.Check(Native.XGBoosterPredictFromDense(handle, array, config, 0, &shape, &rank, &values));
            return Take(shape, rank, values);
        }
    }

    /// <summary>The same for a matrix; of the one that it was trained on, XGBoost remembers them.</summary>
    public double[] Margins(Matrix matrix, int rounds)
    {
        fixed (byte* config = Config(rounds))
        {
            ulong* shape;
            ulong rank;
            float* values;
            XGBoostLibrary.Check(Native.XGBoosterPredictFromDMatrix(handle, matrix.Handle, config, &shape, &rank, &values));
            return Take(shape, rank, values);
        }
    }

    /// <summary>The model in XGBoost's JSON format.</summary>
    public byte[] ToJson()
    {
        fixed (byte* config = "{\"format\":\"json\"}\0"u8)
        {
            ulong length;
            byte* bytes;
            XGBoostLibrary.Check(Native.XGBoosterSaveModelToBuffer(handle, config, &length, &bytes));
            return new ReadOnlySpan<byte>(bytes, (int)length).ToArray();
        }
    }

    public void Dispose()
    {
        if (handle != 0)
        {
            XGBoostLibrary.Check(Native.XGBoosterFree(handle));
            handle = 0;
        }
    }

    private static byte[] Config(int rounds) =>
        XGBoostLibrary.Utf8($$"""{"type":1,"training":false,"iteration_begin":0,"iteration_end":{{rounds}},"strict_shape":true,"missing":NaN,"cache_id":0}""");

    private static double[] Take(ulong* shape, ulong rank, float* values)
    {
        var count = 1UL;
        for (var i = 0UL; i < rank; i++)
        {
            count *= shape[i];
        }

        var margins = new double[count];
        for (var i = 0UL; i < count; i++)
        {
            margins[i] = values[i];
        }

        return margins;
    }
}
