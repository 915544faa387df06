namespace Lepton.Cli.Tests;

/// <summary>A clock that goes on with every look at it.</summary>
/// <param name="step">How far; 150 ms by default.</param>
internal sealed class TickingClock(TimeSpan? step = null) : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks += (step ?? TimeSpan.FromMilliseconds(150)).Ticks;
}
