using Lepton.Core.Digests;
using Lepton.Specs.Schema;

namespace Lepton.Specs.Datasets;

/// <summary>A file, or the files of a glob in ordinal order.</summary>
/// <param name="Path">Relative to the spec; may hold <c>*</c>, <c>?</c> and <c>**</c>.</param>
/// <param name="Url">Fetched once and pinned by <paramref name="Sha256"/>, instead of a path.</param>
/// <param name="Name">Makes the file a table of its own.</param>
/// <param name="Sha256">Of the bytes; of a glob, of its digests, one a line, in order.</param>
public sealed record FileSpec(string? Path, string? Url, string? Name, Digest? Sha256, FileFormat? Format, CsvSpec Csv)
{
    internal static SpecType<FileSpec> Type { get; } = new ObjectType<FileSpec>("a file", r =>
    {
        r.ExactlyOne("path", "url");
        var file = new FileSpec(
            r.Optional("path", Types.Text, null!, "file or glob, relative to this spec; files of a glob are read in ordinal order"),
            r.Optional("url", Types.Text, null!, "https address; sha256 is required"),
            r.Optional("name", Types.Name, null!, "makes the file a table of its own, for joins"),
            r.Optional("sha256", Types.Sha256, null, "digest of the bytes; wrong bytes are an error. For a glob: of the sorted list of digests"),
            r.Optional("format", new EnumOrNull<FileFormat>("file format"), null, "by default what the file's ending says; .gz is unpacked"),
            r.Optional("csv", CsvSpec.Type, CsvSpec.Default, "how csv and tsv are read"));
        if (file is { Url: not null, Sha256: null })
        {
            r.Fail("url", "a url needs its sha256", "add sha256: with the digest that you trust");
        }

        return file;
    });
}
