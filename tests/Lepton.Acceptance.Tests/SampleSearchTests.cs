using System.Text.RegularExpressions;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>The searches that are committed beside the samples.</summary>
public sealed class SampleSearchTests
{
    // Those that take seconds; of networks they take minutes.
    [Theory]
    [InlineData("tumor-screening")]
    [InlineData("disease-progression")]
    public void Repeated_it_finds_the_values_that_the_model_has(string model)
    {
        using var user = User.WithSamples();
        var before = user.Read($"models/{model}.yaml");
        var run = user.Type("search", $"{model}-search", "--check");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal(before, user.Read($"models/{model}.yaml"));

        // The winner is what the model has, not only as good.
        var winner = Regex.Match(run.Out, @"values\n.* (l2=[0-9.]+)").Groups[1].Value;
        Assert.Contains(winner.Replace("=", ": ", StringComparison.Ordinal), before, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_sample_has_one()
    {
        foreach (var path in Directory.GetFiles(Repository.File("models"), "*.yaml").Where(f => !f.EndsWith(".lock.yaml", StringComparison.Ordinal) && !f.EndsWith(".search.yaml", StringComparison.Ordinal)))
        {
            Assert.Contains($"\nmodel: {Path.GetFileNameWithoutExtension(path)}\n", File.ReadAllText(Path.ChangeExtension(path, ".search.yaml")), StringComparison.Ordinal);
        }
    }
}
