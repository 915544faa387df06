using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Specs;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Metrics;
using Lepton.Specs.Schema;
using Lepton.Testing;

namespace Lepton.Docs.Tests;

/// <summary>Tables of the manual are made of the definitions. LEPTON_UPDATE_DOCS=1 writes them anew.</summary>
public partial class ReferenceTests
{
    [Fact]
    public void The_reference_of_specs_is_that_of_the_schemas() =>
        Check("docs/specs.md", Enum.GetValues<SpecKind>().ToDictionary(k => k.ToString(), k => Keys(JsonSchemas.Of(k))));

    [Fact]
    public void The_tables_of_hyperparameters_are_those_of_the_trainers()
    {
        Check("docs/trainers.md", TrainerTables.All.Where(t => t.Family is null).ToDictionary(t => t.Title, Table));
        Check("docs/networks.md", TrainerTables.All.Where(t => t.Family is not null).ToDictionary(t => t.Title.Replace(' ', '-'), Table));
    }

    [Fact]
    public void The_table_of_metrics_is_the_catalogue() => Check("docs/metrics.md", new Dictionary<string, string> { ["metrics"] = Metrics() });

    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code()
    {
        var codes = new[] { "src", "tasks" }.SelectMany(f => Directory.EnumerateFiles(Repository.File(f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => Code().Matches(File.ReadAllText(f)).Select(m => m.Value)).Distinct().Order(StringComparer.Ordinal).ToList();
        var pages = Directory.EnumerateFiles(Repository.File("docs", "diagnostics"), "LPT*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);
        Assert.Equal(codes, pages);
        var index = File.ReadAllText(Repository.File("docs", "diagnostics", "README.md"));
        Assert.All(codes, c => Assert.Contains(c, index, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        foreach (var page in Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.File("README.md")))
        {
            foreach (var target in Link().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value).Where(t => !t.Contains("://", StringComparison.Ordinal)))
            {
                var path = Path.Combine(Path.GetDirectoryName(page)!, target.Split('#')[0]);
                Assert.True(File.Exists(path) || Directory.Exists(path), $"{page}: {target}");
            }
        }
    }

    [Fact]
    public void The_template_of_an_app_names_this_version()
    {
        string Version(string start, params string[] file)
        {
            var text = File.ReadAllText(Repository.File(file));
            var at = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
            return text[at..text.IndexOfAny(['<', '"'], at)];
        }

        Assert.Equal(Version("<VersionPrefix>", "Directory.Build.props"), Version("Name=\"Lepton.Sdk\" Version=\"", "tasks", "Lepton.Templates", "content", "lepton-app", "LeptonApp.csproj"));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.File("Lepton.sln")).Replace('\\', '/');
        foreach (var folder in new[] { "src", "tasks", "tests", "bench", "build" })
        {
            var projects = Directory.EnumerateFiles(Repository.File(folder), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Where(p => !p.StartsWith("tasks/Lepton.Templates/content/", StringComparison.Ordinal));
            Assert.All(projects, p => Assert.Contains($"\"{p}\"", solution, StringComparison.Ordinal));
        }
    }

    private static void Check(string page, Dictionary<string, string> sections)
    {
        var path = Repository.File(page.Split('/'));
        var text = File.ReadAllText(path);
        var made = sections.Aggregate(text, (t, s) => Regex.Replace(t, $"<!-- {s.Key} -->.*?<!-- end -->", _ => $"<!-- {s.Key} -->\n{s.Value}<!-- end -->", RegexOptions.Singleline));
        if (Environment.GetEnvironmentVariable("LEPTON_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, made);
        }

        Assert.All(sections.Keys, k => Assert.Contains($"<!-- {k} -->", text, StringComparison.Ordinal));
        Assert.Equal(made, File.ReadAllText(path));
    }

    private static string Keys(JsonObject schema)
    {
        var table = new StringBuilder("\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
        Rows(schema, string.Empty, table);
        return table.Append('\n').ToString();
    }

    private static void Rows(JsonObject schema, string prefix, StringBuilder table)
    {
        var required = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        foreach (var (key, node) in schema["properties"]?.AsObject() ?? [])
        {
            var property = node!.AsObject();
            var fallback = required.Contains(key) ? "required" : property["default"]?.ToJsonString() is { } d ? $"`{d.Trim('"')}`" : string.Empty;
            table.Append($"| `{prefix}{key}` | {TypeOf(property)} | {fallback} | {Cell((string?)property["description"])} |\n");
            Inner(property, $"{prefix}{key}", table);
        }
    }

    private static void Inner(JsonObject property, string prefix, StringBuilder table)
    {
        foreach (var candidate in property["anyOf"]?.AsArray().Select(a => a!.AsObject()) ?? [property])
        {
            if (candidate["items"] is JsonObject items)
            {
                Inner(new JsonObject { ["anyOf"] = new JsonArray(items.DeepClone()) }, prefix + "[]", table);
            }

            if (candidate["additionalProperties"] is JsonObject entries)
            {
                Inner(new JsonObject { ["anyOf"] = new JsonArray(entries.DeepClone()) }, prefix + ".*", table);
            }

            if (candidate["properties"] is JsonObject)
            {
                Rows(candidate, prefix + ".", table);
            }

            if (candidate["anyOf"] is JsonArray && candidate != property)
            {
                Inner(candidate, prefix, table);
            }
        }
    }

    private static string TypeOf(JsonObject schema) =>
        schema["const"] is { } word ? $"`{word}`"
        : schema["enum"] is JsonArray words ? string.Join(", ", words.Select(w => $"`{w}`"))
        : schema["anyOf"] is JsonArray any ? string.Join(" or ", any.Select(a => TypeOf(a!.AsObject())).Distinct())
        : schema["items"] is JsonObject items ? $"list of {(items["type"] is JsonValue v ? v.ToString() : "values")}"
        : schema["type"] is JsonArray types ? string.Join(" or ", types.Select(t => t!.ToString()))
        : schema["minimum"] is { } min && schema["maximum"] is { } max ? $"{schema["type"]}, {min} … {max}"
        : schema["minimum"] is { } least ? $"{schema["type"]}, at least {least}"
        : (string?)schema["type"] switch { "object" => "mapping", null => "any", var type => type };

    private static string Table(TrainerTable trainer)
    {
        var table = new StringBuilder("\n| hyperparameter | type | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in trainer.Rows)
        {
            table.Append($"| `{row.Name}` | {Words.Of(row.Kind)} | `{row.Default.ToJsonString().Trim('"')}` | {Cell(row.Range)} | {Cell(row.Meaning)} |\n");
        }

        return table.Append('\n').ToString();
    }

    private static string Metrics()
    {
        var table = new StringBuilder("\n| metric | better | range | tasks | meaning |\n| --- | --- | --- | --- | --- |\n");
        foreach (var metric in MetricCatalog.All)
        {
            table.Append($"| `{metric.Name}` | {(metric.HigherIsBetter ? "higher" : "lower")} | {Types.Range(metric.Min, metric.Max)} | {string.Join(", ", metric.Tasks.Select(t => Words.Of(t)))} | {Cell(metric.Meaning)} |\n");
        }

        return table.Append('\n').ToString();
    }

    private static string Cell(string? text) => text?.Replace("|", "\\|", StringComparison.Ordinal) ?? string.Empty;

    [GeneratedRegex("LPT[1-7][0-9]{3}")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
