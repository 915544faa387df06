using System.Text.Json;
using Json.Schema;
using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;
using Lepton.Testing;

namespace Lepton.Specs.Tests;

/// <summary>The schemas in the hands of a validator that others wrote, as editors have one.</summary>
public class SchemaValidationTests
{
    private static readonly JsonSchema Any = JsonSchema.FromText(JsonSchemas.Any().ToJsonString());

    public static TheoryData<string> Samples => [.. new[] { "models", "data-specs" }
        .SelectMany(f => Directory.EnumerateFiles(Repository.File(f), "*.yaml"))
        .Append(Repository.File("lepton.yaml"))
        .Select(f => Path.GetRelativePath(Repository.Root, f))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_valid(string file) => Assert.True(IsValid(Any, File.ReadAllText(Repository.File(file))));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_valid_by_the_schema_of_its_own_kind_and_no_other(string file)
    {
        var text = File.ReadAllText(Repository.File(file));
        var own = text.Split('\n').First(l => l.StartsWith("kind: ", StringComparison.Ordinal))[6..];
        foreach (var kind in Enum.GetValues<SpecKind>())
        {
            Assert.Equal(own == kind.ToString(), IsValid(JsonSchema.FromText(JsonSchemas.Of(kind).ToJsonString()), text));
        }
    }

    [Theory]
    [InlineData("task: binary-classification", "task: binary")]
    [InlineData("seed: 7", "seed: seven")]
    [InlineData("seed: 7", "sead: 7")]
    [InlineData("kind: Model", "kind: Modell")]
    [InlineData("max-depth: 3", "max-depht: 3")]
    [InlineData("max-depth: 3", "max-depth: -3")]
    [InlineData("patience: 20", "patience: 0")]
    public void What_Lepton_refuses_an_editor_marks(string right, string wrong)
    {
        var text = File.ReadAllText(Repository.File("models", "tumor-diagnosis.yaml"));
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.False(IsValid(Any, text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static bool IsValid(JsonSchema schema, string yaml)
    {
        var problems = new List<Diagnostic>();
        var document = YamlReader.Parse("sample.yaml", System.Text.Encoding.UTF8.GetBytes(yaml), problems);
        Assert.Empty(problems);
        return schema.Evaluate(JsonSerializer.SerializeToElement(YamlJson.Convert(document!.Root))).IsValid;
    }
}
