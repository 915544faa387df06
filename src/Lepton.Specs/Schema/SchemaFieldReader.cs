using System.Text.Json.Nodes;

namespace Lepton.Specs.Schema;

/// <summary>Collects the JSON schema of an object's fields.</summary>
internal sealed class SchemaFieldReader : FieldReader
{
    private readonly JsonObject properties = [];
    private readonly JsonArray required = [];

    public override T Required<T>(string key, SpecType<T> type, string meaning)
    {
        Add(key, type, meaning);
        required.Add(key);
        return default!;
    }

    public override T Optional<T>(string key, SpecType<T> type, T fallback, string meaning)
    {
        var schema = Add(key, type, meaning);
        if (Default(fallback) is { } value && !schema.ContainsKey("default"))
        {
            schema["default"] = value;
        }

        return fallback;
    }

    public override bool Has(string key) => true;

    public override void Fail(string key, string reason, string? hint = null)
    {
    }

    public JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Add<T>(string key, SpecType<T> type, string meaning)
    {
        var schema = type.Describe();
        schema["description"] = meaning;
        properties[key] = schema;
        return schema;
    }

    private static JsonValue? Default<T>(T fallback) => fallback switch
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
