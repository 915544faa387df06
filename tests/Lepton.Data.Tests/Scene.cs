using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Data.Table;
using Lepton.Specs;
using Lepton.Specs.Datasets;
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
