using Lepton.Core.Diagnostics;
using Lepton.Specs.Datasets;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>Reads one spec by itself, such as one of another commit.</summary>
public static class SpecFile
{
    /// <summary>A dataset; null where the document is none that can be read.</summary>
    public static DatasetSpec? Dataset(SpecDocument document, List<Diagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        var spec = DatasetSpec.TypeFor(document).Read(document.Root, new ReadContext(document.Path, diagnostics));
        return diagnostics.Count == before ? spec : null;
    }
}
