using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

/// <summary>Maps and lists as YAML.</summary>
static class Yaml
{
    /// <summary>A map whose keys keep their order; a key without a value is left out.</summary>
    public static OrderedDictionary<string, object> Map(params (string Key, object? Value)[] pairs)
    {
        var map = new OrderedDictionary<string, object>();
        foreach (var (key, value) in pairs)
        {
            if (value is not null)
            {
                map.Add(key, value);
            }
        }

        return map;
    }

    /// <summary>A list; lists in it are laid flat, and what is null is left out.</summary>
    public static object[] List(params object?[] items) => [.. items.OfType<object>().SelectMany(i => i as object[] ?? [i])];

    public static string Write(object document) => new SerializerBuilder()
        .WithQuotingNecessaryStrings()
        .WithIndentedSequences()
        .WithEventEmitter(next => new Lines(next))
        .DisableAliases()
        .WithNewLine("\n")
        .Build().Serialize(document);

    // Scripts stand as they are.
    sealed class Lines(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n', StringComparison.Ordinal))
            {
                eventInfo.Style = ScalarStyle.Literal;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
