namespace Nuke.Common.IO;

/// <summary>What one does with paths.</summary>
public static class AbsolutePathExtensions
{
    public static bool Exists(this AbsolutePath path) => File.Exists(path) || Directory.Exists(path);

    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    public static AbsolutePath Rename(this AbsolutePath path, AbsolutePath target)
    {
        Directory.Move(path, target);
        return target;
    }
}
