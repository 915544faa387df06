using Lepton.Core.Files;
using Lepton.Testing;

namespace Lepton.Core.Tests;

public class ContainedPathTests
{
    [Theory]
    [InlineData("a.csv", true)]
    [InlineData("../data/a.csv", true)]
    [InlineData("../../a.csv", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a\0b", false)]
    public void Paths_stay_inside_the_workspace(string path, bool inside)
    {
        using var root = new TempFolder();
        Assert.Equal(inside, ContainedPath.Resolve(root.Path, root.File("specs"), path) is not null);
    }

    [Fact]
    public void A_symbolic_link_does_not_lead_out()
    {
        using var root = new TempFolder();
        using var outside = new TempFolder();
        outside.Write("secret.csv", "x");
        Directory.CreateSymbolicLink(root.File("link"), outside.Path);
        Assert.Null(ContainedPath.Resolve(root.Path, root.Path, "link/secret.csv"));
    }
}
