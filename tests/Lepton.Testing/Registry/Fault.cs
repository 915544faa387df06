namespace Lepton.Testing.Registry;

/// <summary>What can go wrong between a client and a registry.</summary>
public enum Fault
{
    None,

    /// <summary>500 instead of an answer.</summary>
    ServerError,

    /// <summary>The connection is closed before an answer.</summary>
    Reset,

    /// <summary>The connection is closed in the middle of the request's body.</summary>
    CutRequest,

    /// <summary>The connection is closed in the middle of the answer's body.</summary>
    Truncated,

    /// <summary>The answer's body stands still in its middle.</summary>
    Stalled,

    /// <summary>One bit of the answer's body is another.</summary>
    Flipped,

    /// <summary>429 with Retry-After of one second.</summary>
    TooMany,

    /// <summary>No answer at all.</summary>
    Hang,

    /// <summary>507.</summary>
    Full,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>405.</summary>
    NotAllowed,

    /// <summary>A body without end, where a few bytes were asked for.</summary>
    Endless,
}
