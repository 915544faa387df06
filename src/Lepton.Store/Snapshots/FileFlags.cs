namespace Lepton.Store.Snapshots;

/// <summary>How a file of a snapshot is looked at.</summary>
[Flags]
public enum FileFlags
{
    /// <summary>It is unchanged where its stat is.</summary>
    None = 0,

    /// <summary>Its digest is known: where the stat differs, the content decides.</summary>
    Hashed = 1,

    /// <summary>Named by its content, as blobs are: it only has to be there.</summary>
    Immutable = 2,

    /// <summary>A folder: its digest is that of the names in it.</summary>
    Folder = 4,
}
