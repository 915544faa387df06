namespace Lepton.GitOps.Report;

/// <summary>What a report says of a model; the worst last.</summary>
public enum ReportVerdict
{
    Passed,

    /// <summary>A gate could not tell, and only warns.</summary>
    Warned,

    /// <summary>A gate keeps it back.</summary>
    Blocked,

    /// <summary>It was not judged: a step failed.</summary>
    Failed,
}
