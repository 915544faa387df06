using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;

namespace Lepton.Evaluation.Gates;

/// <summary>The verdict of one gate.</summary>
/// <param name="Index">The gate's place in the spec.</param>
/// <param name="Key">What of the value the gate looks at, such as <c>min</c>.</param>
/// <param name="Answer">What an inconclusive verdict does.</param>
public sealed record GateVerdict(int Index, string Title, string Key, Verdict Verdict, OnInconclusive Answer, string Message)
{
    /// <summary>Whether the model is kept back.</summary>
    public bool Blocks => Verdict == Verdict.Fail || (Verdict == Verdict.Inconclusive && Answer == OnInconclusive.Fail);

    /// <summary>What to tell of it, pointing at the gate's line; null where there is nothing to tell.</summary>
    public Diagnostic? ToDiagnostic(ModelSpec model)
    {
        var at = model.At("gates", Index, Key);
        return Verdict switch
        {
            Verdict.Fail => model.Gates[Index].Cost is null ? EvaluationDiagnostics.GateFailed(at, Message) : EvaluationDiagnostics.CostExceeded(at, Message),
            Verdict.Inconclusive when Answer != OnInconclusive.Pass => EvaluationDiagnostics.GateInconclusive(at, Message, Answer == OnInconclusive.Fail ? Severity.Error : Severity.Warning),
            _ => null,
        };
    }

    public JsonObject ToJson() => new()
    {
        ["index"] = Index,
        ["title"] = Title,
        ["key"] = Key,
        ["verdict"] = Words.Of(Verdict),
        ["on-inconclusive"] = Words.Of(Answer),
        ["message"] = Message,
    };

    public static GateVerdict FromJson(JsonNode json)
    {
        var verdict = Words.TryParse<Verdict>((string)json["verdict"]!, out var v) ? v : Verdict.Inconclusive;
        var answer = Words.TryParse<OnInconclusive>((string)json["on-inconclusive"]!, out var a) ? a : OnInconclusive.Fail;
        return new GateVerdict((int)json["index"]!, (string)json["title"]!, (string)json["key"]!, verdict, answer, (string)json["message"]!);
    }
}
