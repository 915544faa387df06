using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lepton.Training.XGBoost;

/// <summary>Hands rows to XGBoost in pieces: it asks for them twice, once for the bins' edges and once for the bins.</summary>
internal sealed unsafe class RowSource : IDisposable
{
    private readonly DenseRows rows;
    private readonly double[] labels;
    private readonly double[]? weights;
    private GCHandle self;
    private GCHandle piece;
    private int next;
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
    public static void Reset(nint iterator) => Of(iterator).next = 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Next(nint iterator) => Of(iterator).Advance();

    public void Dispose()
    {
        Free();
        self.Free();
        XGBoostLibrary.Check(Native.XGDMatrixFree(Proxy));
    }

    private static RowSource Of(nint iterator) => (RowSource)GCHandle.FromIntPtr(iterator).Target!;

    // 1: there is a piece; 0: there are no more. An exception must not cross into native code.
    private int Advance()
    {
        Free();
        if (next == rows.Batches.Count || failure is not null)
        {
            return 0;
        }

        try
        {
            var batch = rows.Batches[next];
            var count = batch.Length / rows.Columns;
            var start = next * rows.BatchRows;
            piece = GCHandle.Alloc(batch, GCHandleType.Pinned);
            fixed (byte* text = XGBoostLibrary.Utf8(ArrayInterface.Of(piece.AddrOfPinnedObject(), count, rows.Columns)))
            {
                XGBoostLibrary.Check(Native.XGProxyDMatrixSetDataDense(Proxy, text));
            }

            Matrix.Set(Proxy, "label", labels.AsSpan(start, count));
            if (weights is not null)
            {
                Matrix.Set(Proxy, "weight", weights.AsSpan(start, count));
            }

            next++;
            return 1;
        }
        catch (XGBoostException e)
        {
            failure = e;
            return 0;
        }
    }

    private void Free()
    {
        if (piece.IsAllocated)
        {
            piece.Free();
        }
    }
}
