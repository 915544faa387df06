using System.IO.Compression;
using Lepton.Data.Files;

namespace Lepton.Data.Reading;

/// <summary>The first line of a csv file that is not skipped.</summary>
internal sealed class CsvHead(ResolvedFile file, int skip)
{
    public string FirstLine()
    {
        using var stream = File.OpenRead(file.Path);
        using var reader = new StreamReader(file.Gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        for (var i = 0; i < skip; i++)
        {
            reader.ReadLine();
        }

        return reader.ReadLine() ?? string.Empty;
    }
}
