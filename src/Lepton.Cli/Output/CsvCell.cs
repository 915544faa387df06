namespace Lepton.Cli.Output;

/// <summary>A cell of a csv file (RFC 4180).</summary>
internal static class CsvCell
{
    public static string Of(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
