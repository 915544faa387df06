namespace Lepton.Training.XGBoost;

/// <summary>XGBoost refused a call; the first line of its message, without its source location.</summary>
public sealed class XGBoostException(string message) : Exception(First(message))
{
    private static string First(string message)
    {
        var line = message.Split('\n')[0];
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return line.StartsWith('[') && colon > 0 ? line[(colon + 2)..] : line;
    }
}
