using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A mapping with named fields; a key that no field names is an error.</summary>
/// <param name="read">Calls the reader once a field and builds the value; it must not look at field values while a schema is collected.</param>
public sealed class ObjectType<T>(string what, Func<FieldReader, T> read) : SpecType<T>
{
    public override T Read(SpecNode node, ReadContext context)
    {
        if (node is not MappingNode map)
        {
            context.Expected(what, node);
            return default!;
        }

        var reader = new FieldReader(map, context);
        var value = read(reader);
        reader.ReportUnknownKeys();
        return value;
    }

    public override JsonObject Describe()
    {
        var reader = new FieldReader();
        read(reader);
        return reader.ToSchema();
    }
}
