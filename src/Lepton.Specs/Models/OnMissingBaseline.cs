namespace Lepton.Specs.Models;

/// <summary>What a comparing gate says where there is nothing to compare with yet.</summary>
public enum OnMissingBaseline
{
    Fail,

    /// <summary>The first model of its name passes.</summary>
    FirstRun,
}
