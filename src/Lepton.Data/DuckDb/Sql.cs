namespace Lepton.Data.DuckDb;

/// <summary>Quotes what goes into SQL.</summary>
public static class Sql
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>SHA-256, in hexadecimal, of a seed, NUL and the canonical text of an expression: an order that depends on what rows are and not on where they stand.</summary>
    /// <param name="seed">Digits and slashes.</param>
    public static string SeededHash(string seed, string expression) => $"sha256('{seed}'::BLOB || '\\x00'::BLOB || encode({expression}::VARCHAR))";

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";
}
