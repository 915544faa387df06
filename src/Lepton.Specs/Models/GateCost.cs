namespace Lepton.Specs.Models;

/// <summary>What a model costs to use.</summary>
public enum GateCost
{
    /// <summary>95th percentile of the time for one row, in microseconds.</summary>
    LatencyP95,

    /// <summary>Bytes of the model file.</summary>
    Size,
}
