using Lepton.Runtime;
using Lepton.Testing;
using PublicApiGenerator;

namespace Lepton.Cli.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_runtime_package_shows_what_it_showed()
    {
        var api = typeof(OnnxRuntime).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n";
        Assert.Equal(SnapshotFile.Of("Lepton.Runtime.txt", api), api);
    }
}
