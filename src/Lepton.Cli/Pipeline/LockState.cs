namespace Lepton.Cli.Pipeline;

/// <summary>What became of a lock.</summary>
internal enum LockState
{
    /// <summary>It was not the command's business, or the model did not get that far.</summary>
    None,
    Written,
    Unchanged,

    /// <summary>Kept, although the same inputs gave other bytes.</summary>
    Kept,

    /// <summary>Not written, since a gate blocks.</summary>
    Blocked,

    /// <summary>Not written, since values were overridden for this run.</summary>
    Overridden,
}
