using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Json;
using Lepton.Data;
using Lepton.Evaluation.Gates;
using Lepton.GitOps.Locks;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Cli.Locks;

/// <summary>Makes a lock out of the results of a model's steps.</summary>
internal static class LockBuilder
{
    private static readonly string[] SummaryKeys = ["value", "mean", "standard-deviation", "low", "high"];

    public static LockFile Build(ModelSpec model, DatasetSpec spec, StepResult data, StepResult train, StepResult evaluate, IReadOnlyList<StepResult> summaries, StepResult gate, string device)
    {
        var columns = data.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!)).ToList();
        var environment = new JsonObject { ["device"] = train.Environment["device"]?.DeepClone() ?? device };
        foreach (var (engine, version) in new[] { data, train, evaluate }.SelectMany(r => r.Environment).DistinctBy(e => e.Key).Where(e => e.Key != "device"))
        {
            environment[engine] = version?.DeepClone();
        }

        var root = new JsonObject
        {
            ["apiVersion"] = "lepton/v1",
            ["kind"] = "Lock",
            ["model"] = model.Name,
            ["inputs"] = new JsonObject(new[] { data, train, evaluate }.Concat(summaries).Append(gate).Select(r => KeyValuePair.Create(r.Kind, (JsonNode?)CanonicalJson.DigestOf(r.Inputs).ToString()))),
            ["environment"] = environment,
            ["dataset"] = Dataset(model, data, columns),
            ["rows"] = data.Output("rows").Content.ToString(),
            ["artifact"] = Artifact(train),
            ["interface"] = Documented(Interface(model, train, columns), spec),
            ["metrics"] = Metrics((JsonObject)evaluate.Facts["metrics"]!),
            ["slices"] = new JsonObject(((JsonObject)evaluate.Facts["slices"]!).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Metrics((JsonObject)s.Value!["metrics"]!)))),
            ["gates"] = new JsonArray([.. gate.Facts["verdicts"]!.AsArray().Select(v => GateVerdict.FromJson(v!)).Where(v => model.Gates[v.Index].Against is null).Select(v => (JsonNode)new JsonObject
            {
                ["gate"] = $"{v.Title} {v.Key} {Limit(model.Gates[v.Index], v.Key)}",
                ["verdict"] = Words.Of(v.Verdict),
            })]),
        };
        foreach (var summary in summaries)
        {
            root[SectionOf(summary.Kind)] = Section(summary);
        }

        return LockFile.Of(root);
    }

    /// <summary>The kinds of steps that say of many models together what the lock keeps.</summary>
    public static IReadOnlyList<string> Summaries { get; } = ["cross-validate", "seeds"];

    /// <summary>Where the lock keeps it.</summary>
    public static string SectionOf(string kind) => kind == "cross-validate" ? "cross-validation" : kind;

    /// <summary>A lock with other summaries; of the rest, which holds, the results may not be here.</summary>
    public static LockFile Summarised(LockFile locked, IReadOnlyList<StepResult> summaries)
    {
        var root = (JsonObject)locked.Root.DeepClone();
        foreach (var kind in Summaries)
        {
            var summary = summaries.FirstOrDefault(s => s.Kind == kind);
            Set((JsonObject)root["inputs"]!, kind, summary is null ? null : CanonicalJson.DigestOf(summary.Inputs).ToString());

            // What was known from the lock itself stays as it is there.
            if (summary is null || locked.Inputs(kind) != CanonicalJson.DigestOf(summary.Inputs))
            {
                Set(root, SectionOf(kind), summary is null ? null : Section(summary));
            }
        }

        return LockFile.Of(root);
    }

    private static JsonObject Section(StepResult summary)
    {
        var section = new JsonObject(summary.Facts.Where(f => f.Value is JsonValue).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        section["metrics"] = new JsonObject(((JsonObject)summary.Facts["metrics"]!).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)new JsonObject(SummaryKeys.Where(((JsonObject)m.Value!).ContainsKey).Select(k => KeyValuePair.Create(k, (JsonNode?)Six(m.Value![k])))))));
        return section;
    }

    /// <summary>A lock with what the dataset's spec says of the inputs in words and bounds; the same lock where it says that already.</summary>
    public static LockFile Documented(LockFile locked, DatasetSpec spec)
    {
        if (locked.Root["interface"] is not JsonObject surface || surface["inputs"] is not JsonArray)
        {
            return locked;
        }

        var documented = Documented((JsonObject)surface.DeepClone(), spec);
        if (CanonicalJson.DigestOf(documented) == CanonicalJson.DigestOf(surface))
        {
            return locked;
        }

        var root = (JsonObject)locked.Root.DeepClone();
        root["interface"] = documented;
        return LockFile.Of(root);
    }

    // These are in no step's key: who changes them changes no model.
    private static JsonObject Documented(JsonObject surface, DatasetSpec spec)
    {
        foreach (var input in surface["inputs"]!.AsArray().OfType<JsonObject>())
        {
            var column = spec.Find(input["name"]!.ToString());
            Set(input, "description", column?.Description);
            Set(input, "min", column?.Min);
            Set(input, "max", column?.Max);
        }

        return surface;
    }

    private static void Set(JsonObject to, string key, JsonNode? value)
    {
        to.Remove(key);
        if (value is not null)
        {
            to[key] = value;
        }
    }

    // Of a network also what others can start from.
    private static JsonObject Artifact(StepResult train)
    {
        var model = train.Output("model");
        var artifact = new JsonObject { ["digest"] = model.Blob.ToString() };
        if (train.Find("network") is { } network)
        {
            artifact["network"] = network.Blob.ToString();
        }

        artifact["size"] = model.Size;
        return artifact;
    }

    private static string Limit(GateSpec gate, string key) => ((key == "min" ? gate.Min : gate.Max) ?? 0).ToString("R", CultureInfo.InvariantCulture);

    private static JsonObject Dataset(ModelSpec model, StepResult data, IEnumerable<Column> columns)
    {
        var dataset = new JsonObject
        {
            ["name"] = model.Dataset,
            ["digest"] = (string)data.Facts["digest"]!,
            ["columns"] = new JsonArray([.. columns.Select(c => (JsonNode)$"{c.Type}{(c.Nullable ? "?" : string.Empty)} {Words.Of(c.Role)} {c.Name}")]),
        };
        foreach (var (part, rows) in (JsonObject)data.Facts["rows"]!)
        {
            if (data.Find(part) is { } output)
            {
                dataset[part] = new JsonObject { ["digest"] = output.Content.ToString(), ["rows"] = rows!.DeepClone() };
            }
        }

        return dataset;
    }

    private static JsonObject Interface(ModelSpec model, StepResult train, IReadOnlyList<Column> columns)
    {
        var inputs = train.Facts["inputs"]!.AsArray().Select(input =>
        {
            var column = columns.First(c => c.Name == (string)input!["name"]!);
            var entry = new JsonObject { ["name"] = column.Name, ["type"] = column.Type.ToString(), ["tensor"] = (string)input!["tensor"]!, ["nullable"] = column.Nullable };
            if (column.Unit is { } unit)
            {
                entry["unit"] = unit;
            }

            if (column.Values.Count > 0)
            {
                entry["values"] = new JsonArray([.. column.Values.Select(v => (JsonNode)v)]);
            }

            return (JsonNode)entry;
        });
        var result = new JsonObject { ["task"] = Words.Of(model.Task), ["target"] = model.Target, ["inputs"] = new JsonArray([.. inputs]) };
        if (model.Task is not (TaskKind.Regression or TaskKind.Recommendation or TaskKind.MaskedLanguageModeling or TaskKind.TextToText))
        {
            result["classes"] = train.Facts["classes"]!.DeepClone();
        }

        if (model.Task == TaskKind.BinaryClassification)
        {
            result["positive"] = model.Positive;
            result["threshold"] = Six(train.Facts["threshold"]!.GetValue<double>());
        }

        return result;
    }

    private static JsonObject Metrics(JsonObject metrics) => new(metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)new JsonObject
    {
        ["value"] = Six(m.Value!["value"]),
        ["low"] = Six(m.Value["low"]),
        ["high"] = Six(m.Value["high"]),
    })));

    private static JsonValue? Six(JsonNode? node) => node is null ? null : Six(node.AsValue().TryGetValue<double>(out var value) ? value : node.GetValue<long>());

    private static JsonValue Six(double value) => JsonValue.Create(double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
