namespace Lepton.Store.Oci;

/// <summary>In what way a registry did not serve.</summary>
public enum OciFailure
{
    /// <summary>No answer, or none that could be used, after all attempts.</summary>
    Unavailable,

    /// <summary>It wants other credentials, or forbids.</summary>
    Denied,

    /// <summary>It has no such thing.</summary>
    Missing,

    /// <summary>It refuses what it was asked: too large, no space, not supported.</summary>
    Refused,

    /// <summary>It sent something else than what it was asked for.</summary>
    Corrupt,
}
