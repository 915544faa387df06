using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Data.Folds;
using Lepton.Data.Table;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Workspaces;
using Lepton.Store;
using Lepton.Testing;

namespace Lepton.Data.Tests;

/// <summary>Files and a dataset's spec, which tests build.</summary>
internal sealed class Scene : IDisposable
{
    private readonly TempFolder folder = new();

    public RecordingSink Sink { get; } = new();

    public Scene File(string name, string content)
    {
        folder.Write("data/" + name, content);
        return this;
    }

    public string PathOf(string name) => folder.File("data/" + name);

    /// <param name="body">The dataset's spec below its name.</param>
    public BuiltDataset Build(string body, int? threads = null, DuckLibrary? duck = null)
    {
        var dataset = Spec(body);
        var store = new LocalStore(folder.File(".lepton"));
        var tables = new FileResolver(folder.Path, new UrlCache(store)).Resolve(dataset);
        using var work = WorkFolder.Create(store.Folder);
        return new DatasetBuilder(duck ?? Natives.Duck, dataset, tables, threads).Build(store, work, new StepProgress("data", Sink), CancellationToken.None);
    }

    /// <summary>The ids of each part of a fold.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string?>> Deal(BuiltDataset built, FoldPlan plan, int repeat, int fold)
    {
        var store = new LocalStore(folder.File(".lepton"));
        using var work = WorkFolder.Create(store.Folder);
        var data = new StepResult("data", default, [], [], built.Outputs, built.Facts(), 0);
        var step = new FoldStep("d", "m#r1f1", plan, repeat, fold, new SourceLocation("m.yaml", 1, 1), new EngineStamp(EnvironmentPolicy.Ignore, "cpu", _ => null), () => Natives.Duck);
        var outcome = step.RunAsync(new StepContext(store, work, new StepProgress("fold", Sink), new Dictionary<StepId, StepResult> { [DataStep.IdOf("d")] = data }), CancellationToken.None).GetAwaiter().GetResult();
        var id = built.Columns.First(c => c.Name == "id");
        return outcome.Outputs.ToDictionary(o => o.Name, o =>
        {
            var column = new TableReader(Natives.Duck).Read(store.Blobs.PathOf(o.Blob), [id], CancellationToken.None).Columns[0];
            return (IReadOnlyList<string?>)[.. Enumerable.Range(0, column.Count).Select(column.Text)];
        });
    }

    /// <summary>The one diagnostic that building ends with.</summary>
    public Diagnostic Fail(string body) => Assert.Throws<DiagnosticException>(() => Build(body)).Diagnostics[0];

    /// <summary>The values of a column of a part, as text.</summary>
    public IReadOnlyList<string?> Values(BuiltDataset built, string part, string column)
    {
        var path = new LocalStore(folder.File(".lepton")).Blobs.PathOf(built.Outputs.First(o => o.Name == part).Blob);
        var data = new TableReader(Natives.Duck).Read(path, [built.Columns.First(c => c.Name == column)], CancellationToken.None).Columns[0];
        return [.. Enumerable.Range(0, data.Count).Select(data.Text)];
    }

    public DatasetSpec Spec(string body)
    {
        folder.Write("lepton.yaml", "apiVersion: lepton/v1\nkind: Workspace\nname: t\nspecs: [specs]\n");
        folder.Write("specs/d.yaml", "apiVersion: lepton/v1\nkind: Dataset\nname: d\n" + body);
        var loaded = WorkspaceLoader.Load(folder.Path);
        Assert.Empty(loaded.Diagnostics);
        return loaded.Workspace!.Datasets["d"];
    }

    public void Dispose() => folder.Dispose();
}
