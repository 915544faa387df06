using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Schema;

/// <summary>The file being read, and the problems found in it so far.</summary>
public sealed class ReadContext(string path, List<Diagnostic> diagnostics)
{
    public string Path { get; } = path;

    public int Count => diagnostics.Count;

    public void Add(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    public SourceLocation At(SpecNode node) => new(Path, node.Line, node.Column);

    /// <summary>Reports that the node is not what was expected.</summary>
    public void Expected(string what, SpecNode node) => Add(SpecDiagnostics.WrongType(At(node), what, node.Describe()));
}
