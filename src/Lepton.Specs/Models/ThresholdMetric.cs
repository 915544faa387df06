namespace Lepton.Specs.Models;

/// <summary>What a chosen threshold maximises.</summary>
public enum ThresholdMetric
{
    F1,
    BalancedAccuracy,
}
