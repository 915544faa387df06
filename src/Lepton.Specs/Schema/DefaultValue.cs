using System.Text.Json.Nodes;

namespace Lepton.Specs.Schema;

/// <summary>Defaults as JSON.</summary>
internal static class DefaultValue
{
    /// <summary>The value, or null where JSON schema cannot say it.</summary>
    public static JsonValue? Of(object? fallback) => fallback switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        string text => JsonValue.Create(text),
        Enum word => JsonValue.Create(Words.Of(word)),
        _ => null,
    };
}
