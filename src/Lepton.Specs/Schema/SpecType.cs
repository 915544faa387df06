using System.Text.Json.Nodes;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>A type of value in a spec. It reads the value, checks it, and describes itself as JSON schema: one definition for all three.</summary>
public abstract class SpecType<T>
{
    /// <summary>The value; where the node does not fit, a diagnostic is added and the result has no meaning.</summary>
    public abstract T Read(SpecNode node, ReadContext context);

    /// <summary>JSON schema (draft 2020-12) of the values that <see cref="Read"/> accepts.</summary>
    public abstract JsonObject Describe();
}
