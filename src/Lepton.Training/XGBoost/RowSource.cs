using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lepton.Training.XGBoost;

/// <summary>Hands rows to XGBoost in one piece: it asks for them twice, once for the bins' edges and once for the bins.</summary>
internal sealed unsafe class RowSource : IDisposable
{
    private readonly DenseRows rows;
    private readonly double[] labels;
    private readonly double[]? weights;
    private GCHandle self;
    private bool isRead;
    private XGBoostException? failure;

    public RowSource(DenseRows rows, double[] labels, double[]? weights)
    {
        this.rows = rows;
        this.labels = labels;
        this.weights = weights;
        self = GCHandle.Alloc(this);
        nint proxy;
        XGBoostLibrary.Check(Native.XGProxyDMatrixCreate(&proxy));
        Proxy = proxy;
    }

    public nint Proxy { get; }

    public nint Handle => GCHandle.ToIntPtr(self);

    public void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Reset(nint iterator) => Of(iterator).isRead = false;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Next(nint iterator) => Of(iterator).Advance();

    public void Dispose()
    {
        self.Free();
        XGBoostLibrary.Check(Native.XGDMatrixFree(Proxy));
    }

    private static RowSource Of(nint iterator) => (RowSource)GCHandle.FromIntPtr(iterator).Target!;

    // 1: there are rows; 0: there are no more. An exception must not cross into native code.
    private int Advance()
    {
        if (isRead || failure is not null)
        {
            return 0;
        }

        try
        {
            fixed (float* data = rows.Values)
            fixed (byte* text = XGBoostLibrary.Utf8(ArrayInterface.Of((nint)data, rows.Rows, rows.Columns)))
            {
                XGBoostLibrary.Check(Native.XGProxyDMatrixSetDataDense(Proxy, text));
            }

            Matrix.Set(Proxy, "label", labels);
            if (weights is not null)
            {
                Matrix.Set(Proxy, "weight", weights);
            }

            isRead = true;
            return 1;
        }
        catch (XGBoostException e)
        {
            failure = e;
            return 0;
        }
    }
}
