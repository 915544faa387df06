using System.Text.RegularExpressions;
using Lepton.Store.Oci;
using Lepton.Store.Remotes;

namespace Lepton.Store.Tests.Remotes;

public class RemoteNamespaceTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("release-1.2", "release-1.2")]
    [InlineData("refs/pull/7/merge", "refs-pull-7-merge--")]
    public void A_plain_word_stays_and_others_get_digits(string name, string expected) =>
        Assert.Equal(expected, Regex.Replace(new RemoteNamespace(name).Component, "(?<=--)[0-9a-f]{32}$", string.Empty));

    [Fact]
    public void No_other_name_comes_out_as_main()
    {
        string[] names = ["Main", "MAIN", "main ", " main", "main/", "/main", "main.", "refs/heads/main", "ma\u0131n", "m/ain", "main\n", "..", "../main", "main--x", "ｍａｉｎ"];
        Assert.All(names, n => Assert.NotEqual("main", new RemoteNamespace(n).Component));
        Assert.Equal(names.Length, names.Select(n => new RemoteNamespace(n).Component).Distinct().Count());
    }

    [Fact]
    public void Any_name_gives_a_repository_and_two_names_never_the_same()
    {
        const string Letters = "aAbB01._-/ \u00e9~:@+\u6f22";
        var random = new Random(3);
        var seen = new Dictionary<string, string>();
        for (var i = 0; i < 20_000; i++)
        {
            var name = new string([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Letters[random.Next(Letters.Length)])]);
            var component = new RemoteNamespace(name).Component;
            Assert.True(OciReference.IsRepository(component) && !component.Contains('/', StringComparison.Ordinal), component);
            Assert.Equal(name, seen.GetValueOrDefault(component, name));
            seen[component] = name;
        }
    }

    [Fact]
    public void A_name_that_looks_like_an_escaped_one_is_escaped_itself()
    {
        var escaped = new RemoteNamespace("Feature/X").Component;
        Assert.NotEqual(escaped, new RemoteNamespace(escaped).Component);
    }
}
