using System.Text.Json.Nodes;
using Lepton.Cli.Pipeline;
using Lepton.Core.Digests;
using Lepton.Data;
using Lepton.Evaluation.Comparisons;
using Lepton.GitOps.Locks;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Datasets;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Cli.Locks;

/// <summary>
/// What locks tell of steps: where the inputs are those of the lock and the model that it names can be had, its answers hold,
/// whatever machine made them. Where the model cannot be had, all its steps run.
/// </summary>
internal sealed class LockedResults : IKnownResults
{
    private readonly Workspace workspace;
    private readonly References references;
    private readonly Dictionary<string, LockFile> locks;

    /// <param name="obtainable">Names of the models whose artifacts are in the store or can be fetched.</param>
    /// <param name="references">What models are compared with: of one that is compared with itself no row need be scored.</param>
    public LockedResults(Workspace workspace, IReadOnlyDictionary<string, LockFile> locks, IReadOnlySet<string> obtainable, References references)
    {
        (this.workspace, this.references) = (workspace, references);

        // Looked up once: a model that this run makes does not turn its lock into an answer half-way.
        this.locks = locks.Where(l => obtainable.Contains(l.Key)).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);
    }

    public StepResult? Find(StepId step, StepInputs inputs)
    {
        if (step.Kind == "data")
        {
            var model = workspace.Models.Values.FirstOrDefault(m => m.Dataset == step.Subject && locks.TryGetValue(m.Name, out var l) && l.Inputs("data") == inputs.Digest);
            return model is null ? null : Data(workspace.Datasets[step.Subject], locks[model.Name], inputs);
        }

        if (step.Kind == "compare")
        {
            return CompareStep.FactsWithoutScoring(workspace.Models[step.Subject], references.ByModel[step.Subject], inputs) is { } facts ? Make(step, inputs, [], facts) : null;
        }

        if (!locks.TryGetValue(step.Subject, out var own))
        {
            return null;
        }

        return own.Inputs(step.Kind) != inputs.Digest ? null : step.Kind switch
        {
            "train" when own.Artifact is { } artifact =>
                Make(step, inputs, [new StepOutput("model", artifact, artifact, (long)own.Root["artifact"]!["size"]!)], []),
            "seeds" when own.Root["seeds"] is JsonObject seeds => Make(step, inputs, [], (JsonObject)seeds.DeepClone()),
            "cross-validate" when own.Root["cross-validation"] is JsonObject folds => Make(step, inputs, [], Folds(folds)),
            "evaluate" or "gate" => Make(step, inputs, [], new JsonObject { ["verdicts"] = new JsonArray() }),
            _ => null,
        };
    }

    // As far as the lock has it: no bounds of gates.
    private static JsonObject Folds(JsonObject section)
    {
        var facts = (JsonObject)section.DeepClone();
        foreach (var (_, metric) in (JsonObject)facts["metrics"]!)
        {
            metric!["lower-bound"] = null;
            metric["upper-bound"] = null;
            metric["examples"] = 0L;
            metric["method"] = "corrected-t";
            metric["constant"] = null;
        }

        return facts;
    }

    private static StepResult? Data(DatasetSpec dataset, LockFile own, StepInputs inputs)
    {
        var section = own.Root["dataset"];
        if (section?["columns"] is not JsonArray columns)
        {
            return null;
        }

        var outputs = new List<StepOutput>();
        var rows = new JsonObject();
        foreach (var part in Enum.GetValues<Part>().Select(p => p.ToString().ToLowerInvariant()))
        {
            if (section[part] is JsonObject entry)
            {
                var digest = Digest.Parse((string)entry["digest"]!);
                outputs.Add(new StepOutput(part, digest, digest, 0));
                rows[part] = entry["rows"]!.DeepClone();
            }
        }

        var seen = Digest.Parse((string)own.Root["rows"]!);
        outputs.Add(new StepOutput("rows", seen, seen, 0));
        var facts = new JsonObject
        {
            ["digest"] = (string)section["digest"]!,
            ["rows"] = rows,
            ["columns"] = new JsonArray([.. columns.Select(c => (JsonNode)ColumnOf(dataset, (string)c!).ToJson())]),
        };
        return Make(DataStep.IdOf(dataset.Name), inputs, outputs, facts);
    }

    private static Column ColumnOf(DatasetSpec dataset, string text)
    {
        // Type, a question mark where nulls may be, role, name.
        var words = text.Split(' ', 3);
        var name = words[2];
        var spec = dataset.Find(name);
        var role = Words.TryParse<ColumnRole>(words[1], out var known) ? known : ColumnRole.Feature;
        var type = spec?.Type ?? ColumnType.Of(ColumnKind.Number);
        return new Column(name, type, role, words[0].EndsWith('?'), spec?.Unit, spec?.Min, spec?.Max, spec?.Values ?? [], spec?.Description);
    }

    private static StepResult Make(StepId step, StepInputs inputs, IReadOnlyList<StepOutput> outputs, JsonObject facts) =>
        new(step.Kind, inputs.Key, inputs.Values, inputs.Environment, outputs, facts, 0);
}
