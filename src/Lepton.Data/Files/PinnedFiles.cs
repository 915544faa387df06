using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Data.Files;

/// <summary>Files that a spec names with the digest of their bytes.</summary>
public static class PinnedFiles
{
    /// <summary>The file's full path, once its bytes were found to be the right ones.</summary>
    /// <param name="at">Where the spec names it.</param>
    /// <exception cref="DiagnosticException">It is not there, cannot be read, or holds other bytes.</exception>
    public static string Require(Spec spec, PinnedFile file, SourceLocation at)
    {
        var path = Path.GetFullPath(Path.Combine(spec.Folder, file.Path));
        try
        {
            var found = FileHasher.Hash(path);
            return found == file.Sha256 ? path : throw new DiagnosticException(DataDiagnostics.WrongDigest(at, file.Path, file.Sha256, found));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(DataDiagnostics.MissingFile(at, file.Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(DataDiagnostics.Unreadable(at, e.Message));
        }
    }
}
