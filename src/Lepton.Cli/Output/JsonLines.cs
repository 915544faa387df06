using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Specs.Schema;

namespace Lepton.Cli.Output;

/// <summary>Writes each event as one line of JSON (schema lepton/event/v1).</summary>
internal sealed class JsonLines(TextWriter output) : IEventSink
{
    public void Publish(LeptonEvent item)
    {
        var line = item switch
        {
            LeptonEvent.RunStarted e => new JsonObject { ["event"] = "run-started", ["steps"] = e.Steps },
            LeptonEvent.Outlook e => new JsonObject { ["event"] = "outlook", ["done"] = e.Done, ["reused"] = e.Reused, ["running"] = e.Running, ["waiting"] = e.Waiting, ["remaining-seconds"] = e.Remaining is { } left ? Math.Round(left.TotalSeconds, 1) : null, ["next"] = new JsonArray([.. e.Next.Select(n => (JsonNode)new JsonObject { ["step"] = n.Step, ["for"] = n.For })]) },
            LeptonEvent.StepStarted e => new JsonObject { ["event"] = "step-started", ["step"] = e.Step },
            LeptonEvent.Progress e => new JsonObject { ["event"] = "progress", ["step"] = e.Step, ["fraction"] = e.Fraction, ["text"] = e.Text },
            LeptonEvent.Metric e => new JsonObject { ["event"] = "metric", ["step"] = e.Step, ["name"] = e.Name, ["value"] = double.IsFinite(e.Value) ? e.Value : null, ["round"] = e.Round },
            LeptonEvent.DiagnosticRaised e => new JsonObject { ["event"] = "diagnostic", ["step"] = e.Step, ["diagnostic"] = Describe(e.Diagnostic) },
            LeptonEvent.StepFinished e => new JsonObject { ["event"] = "step-finished", ["step"] = e.Step, ["status"] = Words.Of(e.Status), ["seconds"] = Math.Round(e.Duration.TotalSeconds, 3), ["note"] = e.Note },
            LeptonEvent.RunFinished e => new JsonObject { ["event"] = "run-finished", ["exit-code"] = (int)e.ExitCode, ["seconds"] = Math.Round(e.Duration.TotalSeconds, 3) },
            _ => null,
        };
        if (line is not null)
        {
            line.Insert(0, "schema", "lepton/event/v1");
            output.WriteLine(line.ToJsonString());
            output.Flush();
        }
    }

    public static JsonObject Describe(Diagnostic diagnostic) => new()
    {
        ["code"] = diagnostic.Code,
        ["severity"] = Words.Of(diagnostic.Severity),
        ["message"] = diagnostic.Message,
        ["hint"] = diagnostic.Hint,
        ["file"] = diagnostic.Location?.Path,
        ["line"] = diagnostic.Location?.Line,
        ["column"] = diagnostic.Location?.Column,
    };
}
