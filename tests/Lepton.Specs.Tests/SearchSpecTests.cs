using Lepton.Specs.Searches;

namespace Lepton.Specs.Tests;

public sealed class SearchSpecTests
{
    private const string Search = """
        apiVersion: lepton/v1
        kind: Search
        name: cell-search
        model: cell-check
        space:
          learning-rate: { min: 0.01, max: 0.3, scale: log }
          max-depth: { min: 2, max: 8 }
          grow-policy: { choices: [depthwise, lossguide] }
          max-leaves: { min: 8, max: 64, when: { grow-policy: lossguide } }
        objective: auc
        """;

    [Fact]
    public void A_sound_search_has_nothing_to_tell()
    {
        using var specimen = new Specimen();
        specimen.Folder.Write("specs/search.yaml", Search);
        var loaded = specimen.Load();
        Assert.Empty(loaded.Diagnostics);
        var search = loaded.Workspace!.Searches["cell-search"];
        Assert.Equal((SearchMethod.Tpe, 50, 4), (search.Method, search.Trials, search.Concurrency));
        Assert.Equal(["auc"], search.Objectives);
    }

    [Theory]
    [InlineData("model: cell-check", "model: cell-chek", "LPT1026")]
    [InlineData("max-depth:", "max-dept:", "LPT1017")]
    [InlineData("min: 2, max: 8", "min: 2.5, max: 8", "LPT1018")]
    [InlineData("min: 2, max: 8", "min: 2, max: 100", "LPT1018")]
    [InlineData("min: 2, max: 8", "min: 8, max: 2", "LPT1012")]
    [InlineData("min: 2, max: 8", "min: 2", "LPT1012")]
    [InlineData("min: 0.01, max", "min: 0, max", "LPT1012")]
    [InlineData("[depthwise, lossguide]", "[depthwise, lossguide, best]", "LPT1018")]
    [InlineData("{ choices: [depthwise, lossguide] }", "{ min: 0, max: 1 }", "LPT1018")]
    [InlineData("[depthwise, lossguide]", "[]", "LPT1009")]
    [InlineData("max-depth: { min: 2, max: 8 }", "rounds: { choices: [6, 30] }", "LPT1018")]
    [InlineData("grow-policy: lossguide }", "grow-policy: best }", "LPT1011")]
    [InlineData("grow-policy: lossguide }", "max-depth: 2 }", "LPT1012")]
    [InlineData("objective: auc", "objective: rmse", "LPT1016")]
    [InlineData("objective: auc", "objective: [auc, sise]", "LPT1016")]
    [InlineData("objective: auc", "objective: auc\nfolds: 1", "LPT1010")]
    [InlineData("objective: auc", "objective: auc\nmethod: asha", "LPT1012")]
    [InlineData("objective: auc", "objective: auc\nrungs: { min: 2 }", "LPT1012")]
    [InlineData("objective: auc", "objective: auc\nmethods: grid", "LPT1007")]
    [InlineData("max-depth: { min: 2, max: 8 }", "rounds: { min: 2, max: 8 }", "LPT1018")]
    public void A_bad_search_points_at_its_line(string sound, string bad, string code)
    {
        using var specimen = new Specimen(model: Specimen.Model.Replace("rounds: 10", "rounds: { value: 10, min: 5, max: 20 }", StringComparison.Ordinal));
        specimen.Folder.Write("specs/search.yaml", Search.Replace(sound, bad, StringComparison.Ordinal));
        var found = specimen.Load().Diagnostics;
        Assert.Contains(found, d => d.Code == code && d.Location!.Path.EndsWith("search.yaml", StringComparison.Ordinal) && d.Location.Line > 1);
    }

    [Fact]
    public void A_grid_of_too_many_combinations_is_refused()
    {
        using var specimen = new Specimen();
        specimen.Folder.Write("specs/search.yaml", Search.Replace("max: 8 }", "max: 8, points: 1000 }", StringComparison.Ordinal).Replace("scale: log }", "scale: log, points: 1000 }", StringComparison.Ordinal) + "\nmethod: grid\n");
        Assert.Equal("LPT1012", Assert.Single(specimen.Load().Diagnostics).Code);
    }

    [Fact]
    public void A_search_needs_validation_rows()
    {
        using var specimen = new Specimen(dataset: Specimen.Dataset.Replace(", validation: 0.2", string.Empty, StringComparison.Ordinal));
        specimen.Folder.Write("specs/search.yaml", Search);
        Assert.Equal("LPT1024", Assert.Single(specimen.Load().Diagnostics).Code);
        specimen.Folder.Write("specs/search.yaml", Search + "\nfolds: 5\n");
        Assert.Empty(specimen.Load().Diagnostics);
    }
}
