namespace Nuke.Common.IO;

/// <summary>A full path that knows how to go down.</summary>
public sealed class AbsolutePath
{
    private readonly string path;

    private AbsolutePath(string path) => this.path = path;

    public string Name => Path.GetFileName(path);

    public AbsolutePath Parent => new(Path.GetDirectoryName(path)!);

    public static AbsolutePath Create(string path) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    public static AbsolutePath operator /(AbsolutePath left, string right) => new(Path.GetFullPath(Path.Combine(left.path, right)));

    public static implicit operator string(AbsolutePath path) => path.path;

    public override string ToString() => path;
}
