using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.GitOps.Locks;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.GitOps.Evidence;

/// <summary>
/// A model in words and tables, for its readers: Markdown, with the front matter of Hugging Face's model cards
/// (https://huggingface.co/docs/hub/model-cards) before it. The same specs and lock give the same bytes.
/// </summary>
public static class ModelCard
{
    /// <summary>The front matter and the page.</summary>
    public static string Write(ModelSpec model, DatasetSpec dataset, LockFile locked) =>
        $"---\n{YamlWriter.Write(FrontMatter(model, dataset, locked))}---\n\n{Page(model, dataset, locked)}";

    /// <summary>The page alone.</summary>
    public static string Page(ModelSpec model, DatasetSpec dataset, LockFile locked)
    {
        var page = new StringBuilder();
        page.Append("# ").Append(model.Name).Append("\n\n");
        Paragraph(page, model.Description);
        Section(page, "Intended use", model.Card.IntendedUse);
        Section(page, "Limits", model.Card.Limits);
        Answer(page, locked.Root);
        Metrics(page, model, locked.Root);
        Gates(page, locked.Root);
        Data(page, dataset, locked.Root);
        Training(page, model, locked.Root);
        Input(page, locked.Root);
        return page.ToString();
    }

    private static JsonObject FrontMatter(ModelSpec model, DatasetSpec dataset, LockFile locked)
    {
        var task = Pipeline(model, locked.Root);
        var tested = locked.Root["metrics"] as JsonObject ?? [];
        var matter = new JsonObject
        {
            ["library_name"] = "onnx",
            ["pipeline_tag"] = task,
            ["tags"] = new JsonArray("lepton", Words.Of(model.Task), Words.Of(model.Trainer.Kind)),
            ["metrics"] = new JsonArray([.. tested.Select(m => (JsonNode)m.Key)]),
            ["model-index"] = new JsonArray(new JsonObject
            {
                ["name"] = model.Name,
                ["results"] = new JsonArray(new JsonObject
                {
                    ["task"] = new JsonObject { ["type"] = task },
                    ["dataset"] = new JsonObject { ["type"] = dataset.Name, ["name"] = dataset.Name, ["split"] = "test", ["revision"] = locked.Root["dataset"]?["digest"]?.ToString() },
                    ["metrics"] = new JsonArray([.. tested.Select(m => (JsonNode)new JsonObject { ["type"] = m.Key, ["value"] = m.Value?["value"]?.DeepClone() })]),
                }),
            }),
        };
        if (model.Card.License is { } license)
        {
            matter["license"] = license.ToLowerInvariant();
        }

        return matter;
    }

    private static string Pipeline(ModelSpec model, JsonObject root)
    {
        var isText = root["interface"]?["inputs"] is JsonArray { Count: > 0 } inputs && inputs.All(i => i?["type"]?.ToString() == "text");
        return (isText, model.Task) switch
        {
            (_, TaskKind.Recommendation) => "other",
            (_, TaskKind.MaskedLanguageModeling) => "fill-mask",
            (_, TaskKind.TextToText) => "text2text-generation",
            (_, TaskKind.SequenceTagging) => "token-classification",
            (true, not TaskKind.Regression) => "text-classification",
            (_, TaskKind.Regression) => "tabular-regression",
            _ => "tabular-classification",
        };
    }

    private static void Answer(StringBuilder page, JsonObject root)
    {
        var surface = root["interface"];
        var answer = $"Answers `{surface?["target"]}` ({surface?["task"]})";
        if (surface?["classes"] is JsonArray classes)
        {
            answer += $", one of {string.Join(", ", classes.Select(c => $"`{c}`"))}";
        }

        if (surface?["positive"] is { } positive)
        {
            answer += $". The positive class is `{positive}`, from a probability of {Number(surface["threshold"])} on";
        }

        Paragraph(page, answer + ".");
    }

    private static void Metrics(StringBuilder page, ModelSpec model, JsonObject root)
    {
        var percent = (100 * model.Evaluation.Confidence).ToString("0.##", CultureInfo.InvariantCulture);
        page.Append("## Metrics\n\n");
        Paragraph(page, $"On {root["dataset"]?["test"]?["rows"]} test rows, which training did not see, with {percent} % intervals.");
        Table(page, ["rows", "metric", "value", "interval"], Measured("all", root["metrics"]).Concat(
            (root["slices"] as JsonObject ?? []).SelectMany(s => Measured(s.Key, s.Value))));
    }

    private static IEnumerable<string[]> Measured(string rows, JsonNode? metrics) => (metrics as JsonObject ?? []).Select(m => new[]
    {
        rows, m.Key, Number(m.Value?["value"]), m.Value?["low"] is null ? "unknown" : $"{Number(m.Value["low"])} to {Number(m.Value["high"])}",
    });

    private static void Gates(StringBuilder page, JsonObject root)
    {
        if (root["gates"] is JsonArray { Count: > 0 } gates)
        {
            page.Append("## Gates\n\n");
            Table(page, ["gate", "verdict"], gates.Select(g => new[] { g?["gate"]?.ToString() ?? string.Empty, g?["verdict"]?.ToString() ?? string.Empty }));
        }
    }

    private static void Data(StringBuilder page, DatasetSpec dataset, JsonObject root)
    {
        page.Append("## Data\n\n");
        Paragraph(page, dataset.Description);
        var rows = new[] { "train", "validation", "test" }.Where(p => root["dataset"]?[p] is not null).Select(p => $"{root["dataset"]![p]!["rows"]} {p}");
        var facts = new List<string[]>
        {
            new[] { "dataset", dataset.Name },
            new[] { "rows", string.Join(", ", rows) },
            new[] { "digest", $"`{root["dataset"]?["digest"]}`" },
        };
        facts.AddRange(dataset.License is { } license ? [["licence", license]] : []);
        facts.AddRange(dataset.Homepage is { } homepage ? [["from", homepage]] : []);
        Table(page, ["", ""], facts);
    }

    private static void Training(StringBuilder page, ModelSpec model, JsonObject root)
    {
        page.Append("## Training\n\n");
        var facts = new List<string[]>
        {
            new[] { "trainer", Words.Of(model.Trainer.Kind) },
            new[] { "seed", model.Seed.ToString(CultureInfo.InvariantCulture) },
        };
        facts.AddRange(model.Trainer.Hyperparameters.Select(h => new[] { h.Key, h.Value.ToJson()?.ToString() ?? string.Empty }));
        facts.AddRange((root["environment"] as JsonObject ?? []).Select(e => new[] { e.Key, e.Value?.ToString() ?? string.Empty }));
        facts.Add(["model file", $"{root["artifact"]?["size"]} bytes, `{root["artifact"]?["digest"]}`"]);
        Table(page, ["", ""], facts);
    }

    private static void Input(StringBuilder page, JsonObject root)
    {
        page.Append("## Input\n\n");
        var inputs = root["interface"]?["inputs"] as JsonArray ?? [];
        Table(page, ["column", "type", "unit", "may be missing", "range or values", "meaning"], inputs.Select(i => new[]
        {
            i?["name"]?.ToString() ?? string.Empty,
            i?["type"]?.ToString() ?? string.Empty,
            i?["unit"]?.ToString() ?? string.Empty,
            i?["nullable"]?.ToString() is "true" or "True" ? "yes" : "no",
            Range(i),
            i?["description"]?.ToString() ?? string.Empty,
        }));
    }

    private static string Range(JsonNode? input) => input?["values"] is JsonArray values ? string.Join(", ", values.Select(v => v?.ToString())) : (input?["min"], input?["max"]) switch
    {
        (null, null) => string.Empty,
        ({ } min, null) => $"at least {min}",
        (null, { } max) => $"at most {max}",
        var (min, max) => $"{min} to {max}",
    };

    private static string Number(JsonNode? node) =>
        double.TryParse(node?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value.ToString("G6", CultureInfo.InvariantCulture) : "unknown";

    private static void Section(StringBuilder page, string title, string? text)
    {
        if (text is not null)
        {
            page.Append("## ").Append(title).Append("\n\n");
            Paragraph(page, text);
        }
    }

    private static void Paragraph(StringBuilder page, string? text)
    {
        if (text is not null)
        {
            page.Append(text.Trim()).Append("\n\n");
        }
    }

    private static void Table(StringBuilder page, string[] head, IEnumerable<string[]> rows)
    {
        Row(page, head);
        Row(page, [.. head.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(page, row);
        }

        page.Append('\n');
    }

    private static void Row(StringBuilder page, string[] cells) =>
        page.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' '))).Append(" |\n");
}
