namespace Lepton.Graph;

/// <summary>What would become of a step.</summary>
public enum PlannedState
{
    /// <summary>Its result is in the store.</summary>
    Known,

    /// <summary>A lock tells its result, the blobs are elsewhere.</summary>
    Locked,

    /// <summary>Another machine made its result.</summary>
    Remote,

    /// <summary>It would run.</summary>
    Run,

    /// <summary>It would run if what it needs turns out differently.</summary>
    Depends,

    /// <summary>Its inputs cannot be read.</summary>
    Broken,
}
