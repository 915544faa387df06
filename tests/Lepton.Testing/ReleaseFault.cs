namespace Lepton.Testing;

/// <summary>What goes wrong with a request to a <see cref="ReleaseServer"/>.</summary>
public enum ReleaseFault
{
    None,

    /// <summary>500, and nothing was done.</summary>
    Error,

    /// <summary>429 with Retry-After.</summary>
    Limited,

    /// <summary>The connection breaks before the whole request is there.</summary>
    Reset,

    /// <summary>502, and an empty file of that name is left.</summary>
    HalfAsset,

    /// <summary>It is done, and the connection breaks before the answer.</summary>
    DoneAndLost,
}
