using Lepton.Core.Events;
using Lepton.Data.Files;
using Lepton.Graph;
using Lepton.Specs.Workspaces;
using Lepton.Store;
using Lepton.Testing;

namespace Lepton.Data.Tests;

public sealed class DataStepTests : IDisposable
{
    private readonly Scene scene = new();

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_has_another_key_afterwards()
    {
        scene.File("a.csv", "id,x\n1,1\n2,2\n");
        var dataset = scene.Spec("files: [{ path: ../data/a.csv }]\ncolumns:\n  id: { type: integer, role: id }\n  x: { type: number }\nsplit: { by: expression, test: id = 1 }");
        using var folder = new TempFolder();
        var store = new LocalStore(folder.Path);
        var root = Path.GetDirectoryName(dataset.Folder)!;
        var step = new DataStep(dataset, new FileResolver(root, new UrlCache(store)), new EngineStamp(EnvironmentPolicy.Ignore, "test", _ => null), () => Natives.Duck);
        var before = step.Inputs(new Dictionary<StepId, StepResult>()).Key;
        scene.File("a.csv", "id,x\n1,1\n2,3\n");
        System.IO.File.SetLastWriteTimeUtc(scene.PathOf("a.csv"), DateTime.UtcNow.AddSeconds(5));
        using var work = WorkFolder.Create(store.Folder);
        await step.RunAsync(new StepContext(store, work, new StepProgress("data", scene.Sink), new Dictionary<StepId, StepResult>()), CancellationToken.None);
        Assert.NotEqual(before, step.Inputs(new Dictionary<StepId, StepResult>()).Key);
    }

    public void Dispose() => scene.Dispose();
}
