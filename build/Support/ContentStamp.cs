using System.Security.Cryptography;
using System.Text;
using Nuke.Common.IO;

/// <summary>Tells whether files changed since something was made of them: by their content, never by their times.</summary>
/// <param name="file">Where the digest of the content is kept.</param>
/// <param name="inputs">Folders, files, or names of files anywhere below the root.</param>
/// <param name="parameters">What else the result depends on.</param>
sealed class ContentStamp(AbsolutePath file, AbsolutePath root, IReadOnlyList<string> inputs, string parameters)
{
    static readonly string[] LeftOut = ["bin", "obj", "artifacts", ".git", ".lepton", "node_modules"];

    public bool IsCurrent => File.Exists(file) && File.ReadAllText(file) == Digest();

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Digest());
    }

    string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(parameters));
        foreach (var path in Files().Distinct().Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, path) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    IEnumerable<string> Files()
    {
        foreach (var input in inputs)
        {
            var path = Path.Combine(root, input);
            if (File.Exists(path))
            {
                yield return path;
            }
            else
            {
                var folder = Directory.Exists(path) ? path : root.ToString();
                foreach (var found in Below(folder, folder == path ? "*" : input))
                {
                    yield return found;
                }
            }
        }
    }

    static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(
            Directory.EnumerateDirectories(folder).Where(d => !LeftOut.Contains(Path.GetFileName(d))).SelectMany(d => Below(d, pattern)));
}
