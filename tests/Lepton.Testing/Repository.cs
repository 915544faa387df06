namespace Lepton.Testing;

/// <summary>Where this repository lies.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Lepton.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests run in a checkout");
    }
}
