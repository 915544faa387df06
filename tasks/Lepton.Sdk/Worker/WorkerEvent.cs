using System;
using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Lepton.Sdk.Worker;

/// <summary>A line that a worker wrote.</summary>
internal sealed class WorkerEvent
{
    private readonly XElement root;

    private WorkerEvent(XElement root) => this.root = root;

    public string Kind => Text("event") ?? string.Empty;

    /// <summary>The diagnostic of an event that raises one.</summary>
    public WorkerEvent Diagnostic => new(root.Element("diagnostic") ?? new XElement("none"));

    /// <summary>The event in a line, or null where it is none.</summary>
    public static WorkerEvent? Parse(string line)
    {
        if (!line.StartsWith("{", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var reader = JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(line), XmlDictionaryReaderQuotas.Max);
            return new WorkerEvent(XElement.Load(reader));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public string? Text(string name) => root.Element(name) is { } element && (string?)element.Attribute("type") != "null" ? element.Value : null;

    public int Number(string name) => int.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
