namespace Lepton.Core.Events;

/// <summary>Listens to a run. Called from several threads; an implementation guards itself.</summary>
public interface IEventSink
{
    void Publish(LeptonEvent item);
}
