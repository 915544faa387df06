namespace Lepton.Core.Events;

/// <summary>How a step ended.</summary>
public enum StepStatus
{
    /// <summary>It ran.</summary>
    Done,

    /// <summary>Its result was known already.</summary>
    Reused,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was not tried, because something that it needs failed.</summary>
    NotTried,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
