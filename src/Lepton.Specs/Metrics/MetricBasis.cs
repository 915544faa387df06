namespace Lepton.Specs.Metrics;

/// <summary>Which rows a metric is about; their number decides how sure it can be.</summary>
public enum MetricBasis
{
    AllRows,
    Positives,
    PredictedPositives,
}
