namespace Lepton.Specs.Schema;

/// <summary>Names the fields of an object, one call a field. One reader parses, another collects the schema.</summary>
public abstract class FieldReader
{
    public abstract T Required<T>(string key, SpecType<T> type, string meaning);

    public abstract T Optional<T>(string key, SpecType<T> type, T fallback, string meaning);

    /// <summary>Whether the key is there; false while a schema is collected.</summary>
    public abstract bool Has(string key);

    /// <summary>Reports a problem with a key, or with the whole object where the key is not there.</summary>
    public abstract void Fail(string key, string reason, string? hint = null);

    /// <summary>Reports where not exactly one of the keys is there.</summary>
    public void ExactlyOne(params IReadOnlyList<string> keys)
    {
        var given = keys.Where(Has).ToList();
        if (given.Count != 1)
        {
            Fail(
                given.Count == 0 ? keys[0] : given[1],
                given.Count == 0 ? $"one of {string.Join(", ", keys)} is missing" : $"'{given[0]}' and '{given[1]}' exclude each other");
        }
    }
}
