namespace Lepton.Core.Events;

/// <summary>Hands every event to several listeners, one event at a time.</summary>
public sealed class BroadcastSink(params IReadOnlyList<IEventSink> sinks) : IEventSink
{
    private readonly Lock gate = new();

    public void Publish(LeptonEvent item)
    {
        lock (gate)
        {
            foreach (var sink in sinks)
            {
                sink.Publish(item);
            }
        }
    }
}
