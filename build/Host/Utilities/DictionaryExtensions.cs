namespace Nuke.Common.Utilities.Collections;

/// <summary>For summaries.</summary>
public static class DictionaryExtensions
{
    /// <summary>Adds a pair and returns the dictionary.</summary>
    public static Dictionary<string, string> AddPair(this Dictionary<string, string> dictionary, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        dictionary[key] = value;
        return dictionary;
    }
}
