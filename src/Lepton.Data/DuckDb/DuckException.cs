namespace Lepton.Data.DuckDb;

/// <summary>DuckDB refused a statement; the message is DuckDB's own.</summary>
public sealed class DuckException(string message) : Exception(message)
{
    /// <summary>The message without the kind of error before it and the excerpt of the SQL after it.</summary>
    public string Reason
    {
        get
        {
            var text = Message;
            var end = text.IndexOf("\n\nLINE ", StringComparison.Ordinal);
            text = end < 0 ? text : text[..end];
            var colon = text.IndexOf("Error: ", StringComparison.Ordinal);
            return (colon is >= 0 and < 40 ? text[(colon + 7)..] : text).Trim();
        }
    }
}
