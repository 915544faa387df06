using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>What every spec has: a name, and the document that it was read from.</summary>
public abstract record Spec(string Name)
{
    /// <summary>The document, for the place of any value.</summary>
    public required SpecDocument Document { get; init; }

    /// <summary>The folder that paths in the spec are relative to.</summary>
    public string Folder => Path.GetDirectoryName(Document.Path)!;

    /// <summary>The place of a value, see <see cref="SpecDocument.Locate"/>.</summary>
    public SourceLocation At(params ReadOnlySpan<object> path) => Document.Locate(path);
}
