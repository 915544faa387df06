namespace Lepton.Specs.Models;

/// <summary>How probabilities are calibrated on the validation part.</summary>
public enum Calibration
{
    None,

    /// <summary>A logistic function of the log-odds.</summary>
    Platt,

    /// <summary>A monotone step function.</summary>
    Isotonic,
}
