using Lepton.Data.DuckDb;
using Lepton.Runtime;
using Lepton.Runtime.Native;
using Lepton.Training.XGBoost;

namespace Lepton.Testing;

/// <summary>The real engines.</summary>
public static class Natives
{
    public static DuckLibrary Duck { get; } = DuckLibrary.TryLoad(NativeLibraryFolders.Default) ?? throw new InvalidOperationException("libduckdb is missing: ./build.sh Compile");

    public static OnnxRuntime Onnx { get; } = OnnxRuntime.TryLoad(NativeLibraryFolders.Default) ?? throw new InvalidOperationException("libonnxruntime is missing: ./build.sh Compile");

    public static XGBoostLibrary XGBoost => XGBoostLibrary.TryLoad(NativeLibraryFolders.Default) ?? throw new InvalidOperationException("libxgboost is missing: apt-get install libxgboost0");
}
