namespace Lepton.Core;

/// <summary>What a command's exit code says; of several, the first of 130, 2, 4, 1, 3 wins.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A step failed.</summary>
    StepFailed = 1,

    /// <summary>Bad usage, or a bad spec.</summary>
    Usage = 2,

    /// <summary>A gate did not pass.</summary>
    Gate = 3,

    /// <summary>Store, network, forge, or a missing engine.</summary>
    Infrastructure = 4,

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    Cancelled = 130,
}
