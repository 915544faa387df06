using System.Text.RegularExpressions;
using Lepton.Core.Diagnostics;
using Lepton.Data.DuckDb;
using Lepton.Data.Files;
using Lepton.Specs.Datasets;

namespace Lepton.Data.Reading;

/// <summary>Turns DuckDB's messages about files into diagnostics that name file and line.</summary>
internal static partial class ReadErrors
{
    public static Diagnostic Explain(DuckException error, FileTable table, DatasetSpec dataset)
    {
        var at = dataset.At("files", table.Index, "path");
        var text = error.Message;
        var named = FileLine().Match(text);
        var path = named.Success ? named.Groups[1].Value : table.Files[0].Path;
        if (IsRoom(text))
        {
            return DataDiagnostics.NoRoom(at, error.Reason.Split('\n')[0]);
        }

        if (Line().Match(text) is { Success: true } line)
        {
            var lines = text.Split('\n');
            var row = OriginalLine().Match(text).Groups[1].Value;
            var reason = lines.SkipWhile(l => !l.StartsWith("Original Line", StringComparison.Ordinal)).Skip(1).FirstOrDefault(l => l.Length > 0) ?? lines[0];
            return DataDiagnostics.BrokenRow(new SourceLocation(path, int.Parse(line.Groups[1].Value), 1), Lower(reason.Trim().TrimEnd('.')), Short(row));
        }

        return DataDiagnostics.Unreadable(new SourceLocation(path), Lower(error.Reason.Split('\n')[0].TrimEnd('.')));
    }

    public static bool IsRoom(string message) =>
        message.StartsWith("Out of Memory", StringComparison.Ordinal)
        || message.Contains("No space left", StringComparison.Ordinal)
        || message.Contains("max_temp_directory_size", StringComparison.Ordinal);

    private static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    private static string Short(string row) => row.Length > 120 ? row[..117] + "..." : row;

    [GeneratedRegex(@"CSV Error on Line: (\d+)")]
    private static partial Regex Line();

    [GeneratedRegex(@"^Original Line: ?(.*)$", RegexOptions.Multiline)]
    private static partial Regex OriginalLine();

    [GeneratedRegex(@"^\s+file ?= ?(.*)$", RegexOptions.Multiline)]
    private static partial Regex FileLine();
}
