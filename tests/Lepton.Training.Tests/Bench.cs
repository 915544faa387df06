using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Data;
using Lepton.Data.Files;
using Lepton.Data.Table;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Workspaces;
using Lepton.Store;
using Lepton.Testing;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Tests;

/// <summary>Trains a model on rows that a test writes.</summary>
internal sealed class Bench : IDisposable
{
    private readonly TempFolder folder = new();

    public RecordingSink Sink { get; } = new();

    public StepOutcome? Outcome { get; private set; }

    /// <summary>What stands in for a process with libtorch: the same work in this one.</summary>
    public ITorchHost? Torch { get; init; }

    /// <summary>Bytes of the largest model that is kept.</summary>
    public long Largest { get; init; } = 1L << 30;

    /// <summary>The model's spec, once it was trained.</summary>
    public ModelSpec? Spec { get; private set; }

    /// <param name="columns">Lines of the dataset's columns, the id aside.</param>
    /// <param name="model">Lines of the model's spec below its dataset.</param>
    /// <returns>The test part's rows, and the model.</returns>
    public (DataTable Rows, LoadedModel Model) Train(string csv, string columns, string model, string split = "{ by: expression, test: id % 5 = 0, validation: id % 5 = 1 }")
    {
        folder.Write("data/a.csv", csv);
        folder.Write("lepton.yaml", "apiVersion: lepton/v1\nkind: Workspace\nname: t\nspecs: [specs]\n");
        folder.Write("specs/d.yaml", $"apiVersion: lepton/v1\nkind: Dataset\nname: d\nfiles: [{{ path: ../data/a.csv }}]\ncolumns:\n  id: {{ type: integer, role: id }}\n{columns}\nsplit: {split}\n");
        folder.Write("specs/m.yaml", $"apiVersion: lepton/v1\nkind: Model\nname: m\ndataset: d\n{model}\n");
        var loaded = WorkspaceLoader.Load(folder.Path);
        Assert.Empty(loaded.Diagnostics);
        Spec = loaded.Workspace!.Models["m"];
        var store = new LocalStore(folder.File(".lepton"));
        var stamp = new EngineStamp(EnvironmentPolicy.Ignore, "test", _ => null);
        var data = new DataStep(loaded.Workspace!.Datasets["d"], new FileResolver(folder.Path, new UrlCache(store)), stamp, () => Natives.Duck);
        var train = new TrainStep(loaded.Workspace.Models["m"], stamp, () => Natives.Duck, () => Natives.Onnx, () => Natives.XGBoost, () => Torch, Largest);
        var prepared = Run(data, store, new Dictionary<StepId, StepResult>());
        var result = Run(train, store, new Dictionary<StepId, StepResult> { [data.Id] = prepared });
        var exported = new LoadedModel(Natives.Onnx, store.Blobs.PathOf(result.Output("model").Blob));
        var all = prepared.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!)).ToList();
        return (new TableReader(Natives.Duck).Read(store.Blobs.PathOf(prepared.Output("test").Blob), all, CancellationToken.None), exported);
    }

    public Diagnostic Fail(string csv, string columns, string model) => Assert.Throws<DiagnosticException>(() => Train(csv, columns, model)).Diagnostics[0];

    public string ModelDigest => Outcome!.Outputs.First(o => o.Name == "model").Blob.Hex;

    public string ModelPath => Blob(Outcome!.Outputs.First(o => o.Name == "model").Blob);

    /// <summary>Path of what a step made.</summary>
    public string Blob(Core.Digests.Digest digest) => new LocalStore(folder.File(".lepton")).Blobs.PathOf(digest);

    public void Dispose() => folder.Dispose();

    private StepResult Run(Step step, LocalStore store, IReadOnlyDictionary<StepId, StepResult> needs)
    {
        var inputs = step.Inputs(needs);
        using var work = WorkFolder.Create(store.Folder);
        Outcome = step.RunAsync(new StepContext(store, work, new StepProgress(step.Id.ToString(), Sink), needs), CancellationToken.None).GetAwaiter().GetResult();
        return new StepResult(step.Id.Kind, inputs.Key, inputs.Values, new JsonObject(), Outcome.Outputs, Outcome.Facts, 0);
    }
}
