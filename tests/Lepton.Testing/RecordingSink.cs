using System.Collections.Concurrent;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;

namespace Lepton.Testing;

/// <summary>Remembers what happened.</summary>
public sealed class RecordingSink : IEventSink
{
    private readonly ConcurrentQueue<LeptonEvent> events = new();

    public IReadOnlyCollection<LeptonEvent> Events => events;

    public IEnumerable<Diagnostic> Diagnostics => events.OfType<LeptonEvent.DiagnosticRaised>().Select(e => e.Diagnostic);

    public void Publish(LeptonEvent item) => events.Enqueue(item);
}
