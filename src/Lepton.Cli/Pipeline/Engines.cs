using Lepton.Cli.Commands;
using Lepton.Data.DuckDb;
using Lepton.Runtime;
using Lepton.Runtime.Native;
using Lepton.Specs.Models;
using Lepton.Store.Snapshots;
using Lepton.Training.Torch;
using Lepton.Training.Torch.Workers;
using Lepton.Training.XGBoost;

namespace Lepton.Cli.Pipeline;

/// <summary>The engines, loaded when they are first needed; their versions are known without loading them.</summary>
internal sealed class Engines : IDisposable
{
    private readonly NativeLibraryFolders folders;
    private readonly Lazy<EngineVersions> versions;
    private readonly Lazy<OnnxRuntime?> onnx;
    private readonly Lazy<DuckLibrary?> duck;
    private readonly Lazy<XGBoostLibrary?> xgboost;

    /// <param name="cacheFile">Remembers versions by path, size and time of the library.</param>
    public Engines(NativeLibraryFolders folders, Func<string?> cacheFile)
    {
        this.folders = folders;
        versions = new Lazy<EngineVersions>(() => new EngineVersions(cacheFile()));
        onnx = new Lazy<OnnxRuntime?>(() => OnnxRuntime.TryLoad(folders));
        duck = new Lazy<DuckLibrary?>(() => DuckLibrary.TryLoad(folders));
        xgboost = new Lazy<XGBoostLibrary?>(() => XGBoostLibrary.TryLoad(folders));
    }

    public OnnxRuntime? Onnx => onnx.Value;

    public DuckLibrary? Duck => duck.Value;

    public XGBoostLibrary? XGBoost => xgboost.Value;

    /// <summary>Processes with libtorch on a device, or null where there is none.</summary>
    public ITorchHost? Torch(string device) => TorchPath is not null && Version("torch") is { } version ? new TorchProcess(Environment.ProcessPath!, [TorchCommand.Name], version, device) : null;

    /// <summary>The library itself, for such a process.</summary>
    public TorchLibrary? TorchLibrary => Training.Torch.TorchLibrary.TryLoad(folders);

    /// <summary>Loads what every training needs, before it is known what will be trained.</summary>
    public Task WarmUpAsync() => Task.Run(() =>
    {
        _ = Duck;
        _ = Onnx;
    });

    /// <summary>Loads what the models will need beside whatever else is going on: it takes as long as reading their specs.</summary>
    public Task LoadAsync(IEnumerable<ModelSpec> models)
    {
        var needsXGBoost = models.Any(m => m.Trainer.Kind == TrainerKind.Xgboost);
        return Task.Run(() =>
        {
            _ = Duck;
            _ = needsXGBoost ? XGBoost : null;
            _ = Onnx;
        });
    }

    /// <summary>The version of <c>duckdb</c>, <c>onnxruntime</c>, <c>torch</c> or <c>xgboost</c>, or null where it is not there.</summary>
    public string? Version(string engine) => engine switch
    {
        "duckdb" => versions.Value.Of(engine, DuckPath, () => Duck?.Version),
        "onnxruntime" => versions.Value.Of(engine, OnnxPath, () => Onnx?.Version),
        "torch" => versions.Value.Of(engine, TorchPath, () => TorchLibrary?.Version),
        _ => versions.Value.Of(engine, XGBoostPath, () => XGBoost?.Version),
    };

    /// <summary>Paths of the libraries that are there, found without loading them.</summary>
    public IReadOnlyList<string> LibraryPaths => [.. new[] { DuckPath, OnnxPath, XGBoostPath, TorchPath }.OfType<string>()];

    /// <summary>Tells this command, its engines and its device from others.</summary>
    public string Stamp => $"{CommandStamp.Of(AppContext.BaseDirectory)} {Device.Class} {string.Join(' ', LibraryPaths)}";

    private string? DuckPath => folders.Find("libduckdb.so", "duckdb.dll", "libduckdb.dylib");

    private string? OnnxPath => folders.Find("libonnxruntime.so", "onnxruntime.dll", "libonnxruntime.dylib");

    private string? TorchPath => folders.Find("liblepton_torch.so", "lepton_torch.dll", "liblepton_torch.dylib");

    private string? XGBoostPath => folders.Find("libxgboost.so", "libxgboost.so.0", "xgboost.dll", "libxgboost.dylib") ?? SystemLibrary.Find("libxgboost.so.0", "libxgboost.so");

    public void Dispose()
    {
        if (onnx.IsValueCreated)
        {
            onnx.Value?.Dispose();
        }
    }
}
