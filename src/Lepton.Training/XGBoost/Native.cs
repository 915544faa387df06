using System.Runtime.InteropServices;

namespace Lepton.Training.XGBoost;

/// <summary>The part of XGBoost's C API that is used, with its own names; each function returns 0 for success.</summary>
internal static unsafe class Native
{
    private const string Library = "xgboost";

    [DllImport(Library)]
    public static extern void XGBoostVersion(int* major, int* minor, int* patch);

    [DllImport(Library)]
    public static extern byte* XGBGetLastError();

    [DllImport(Library)]
    public static extern int XGDMatrixCreateFromMat(float* data, ulong rows, ulong columns, float missing, nint* matrix);

    [DllImport(Library)]
    public static extern int XGDMatrixSetFloatInfo(nint matrix, byte* field, float* values, ulong length);

    [DllImport(Library)]
    public static extern int XGProxyDMatrixCreate(nint* matrix);

    [DllImport(Library)]
    public static extern int XGProxyDMatrixSetDataDense(nint proxy, byte* arrayInterface);

    [DllImport(Library)]
    public static extern int XGQuantileDMatrixCreateFromCallback(
        nint iterator, nint proxy, nint reference, delegate* unmanaged[Cdecl]<nint, void> reset, delegate* unmanaged[Cdecl]<nint, int> next, byte* config, nint* matrix);

    [DllImport(Library)]
    public static extern int XGDMatrixFree(nint matrix);

    [DllImport(Library)]
    public static extern int XGBoosterCreate(nint* matrices, ulong count, nint* booster);

    [DllImport(Library)]
    public static extern int XGBoosterFree(nint booster);

    [DllImport(Library)]
    public static extern int XGBoosterSetParam(nint booster, byte* name, byte* value);

    [DllImport(Library)]
    public static extern int XGBoosterUpdateOneIter(nint booster, int iteration, nint matrix);

    [DllImport(Library)]
    public static extern int XGBoosterEvalOneIter(nint booster, int iteration, nint* matrices, byte** names, ulong count, byte** text);

    [DllImport(Library)]
    public static extern int XGBoosterPredictFromDense(nint booster, byte* arrayInterface, byte* config, nint proxy, ulong** shape, ulong* rank, float** values);

    [DllImport(Library)]
    public static extern int XGBoosterPredictFromDMatrix(nint booster, nint matrix, byte* config, ulong** shape, ulong* rank, float** values);

    [DllImport(Library)]
    public static extern int XGBoosterSaveModelToBuffer(nint booster, byte* config, ulong* length, byte** bytes);
}
