using System.Text.Json;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Core.Files;
using Lepton.Specs.Schema;

namespace Lepton.Cli.Output;

/// <summary>
/// Writes what ran when in the Trace Event Format, which chrome://tracing and ui.perfetto.dev open: complete events ("ph": "X"),
/// times in microseconds from the start of the run, a lane for each step that runs at the same time.
/// </summary>
internal sealed class TraceFile(string path, TimeProvider clock) : IEventSink
{
    private readonly long started = clock.GetTimestamp();
    private readonly Dictionary<string, (double Start, int Lane)> running = new(StringComparer.Ordinal);
    private readonly List<(string Step, string Status, double Start, double Duration, int Lane)> events = [];

    /// <exception cref="DiagnosticException">The file cannot be written.</exception>
    public void Publish(LeptonEvent item)
    {
        switch (item)
        {
            case LeptonEvent.StepStarted e:
                running[e.Step] = (Now(), Enumerable.Range(0, int.MaxValue).First(lane => running.Values.All(r => r.Lane != lane)));
                break;
            case LeptonEvent.StepFinished e:
                var (start, lane) = running.TryGetValue(e.Step, out var own) ? own : (Now(), 0);
                events.Add((e.Step, Words.Of(e.Status), start, Now() - start, lane));
                running.Remove(e.Step);
                break;
            case LeptonEvent.RunFinished:
                Write();
                break;
            default:
                break;
        }
    }

    private double Now() => Math.Round(clock.GetElapsedTime(started).TotalMicroseconds);

    private void Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            foreach (var e in events)
            {
                json.WriteStartObject();
                json.WriteString("name", e.Step);
                json.WriteString("cat", e.Step.Split(' ')[0]);
                json.WriteString("ph", "X");
                json.WriteNumber("ts", e.Start);
                json.WriteNumber("dur", e.Duration);
                json.WriteNumber("pid", 1);
                json.WriteNumber("tid", e.Lane + 1);
                json.WriteStartObject("args");
                json.WriteString("status", e.Status);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        try
        {
            AtomicFile.WriteAllBytes(path, buffer.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotWrite(path, e.Message));
        }
    }
}
