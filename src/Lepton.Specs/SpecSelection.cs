namespace Lepton.Specs;

/// <summary>The specs of a workspace that must be read, where the others are known to be unchanged and sound.</summary>
/// <param name="files">Full paths of the files to read.</param>
/// <param name="known">Full paths of all specs that are known, where new ones are to be looked for; else null.</param>
public sealed class SpecSelection(IReadOnlySet<string> files, IReadOnlySet<string>? known = null)
{
    private readonly Dictionary<string, string> others = new(StringComparer.Ordinal);

    /// <summary>Nothing but the workspace's own spec.</summary>
    public static SpecSelection None => new(new HashSet<string>());

    /// <summary>Full paths of the files to read.</summary>
    public IReadOnlySet<string> Files { get; } = files;

    /// <summary>Whether the folders with specs are to be listed, because a spec may have come.</summary>
    public bool LooksForNew => known is not null;

    /// <summary>Whether a file must be read.</summary>
    public bool MustRead(string path) => Files.Contains(path) || known?.Contains(path) == false;

    /// <summary>Names a spec that need not be read; a dataset among them is read if a model needs it.</summary>
    public void Leave(SpecKind kind, string name, string path) => others[Key(kind, name)] = path;

    /// <summary>Full path of a spec that need not be read, or null where there is none of that name.</summary>
    public string? PathOf(SpecKind kind, string name) => others.GetValueOrDefault(Key(kind, name));

    /// <summary>Names of specs that need not be read.</summary>
    public IEnumerable<string> Names(SpecKind kind) => others.Keys.Where(k => k[0] == (char)kind).Select(k => k[1..]);

    private static string Key(SpecKind kind, string name) => (char)kind + name;
}
