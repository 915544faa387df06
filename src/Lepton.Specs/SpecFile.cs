using Lepton.Core.Diagnostics;
using Lepton.Specs.Datasets;
using Lepton.Specs.Deployments;
using Lepton.Specs.Policies;
using Lepton.Specs.Schema;
using Lepton.Specs.Yaml;

namespace Lepton.Specs;

/// <summary>Reads one spec by itself, such as one of another commit.</summary>
public static class SpecFile
{
    /// <summary>A dataset; null where the document is none that can be read.</summary>
    public static DatasetSpec? Dataset(SpecDocument document, List<Diagnostic> diagnostics) => Read(document, DatasetSpec.TypeFor(document), diagnostics);

    /// <summary>A policy; null where the document is none that can be read.</summary>
    public static PolicySpec? Policy(SpecDocument document, List<Diagnostic> diagnostics) => Read(document, PolicySpec.TypeFor(document), diagnostics);

    /// <summary>A channel; null where the document is none that can be read.</summary>
    public static DeploymentSpec? Deployment(SpecDocument document, List<Diagnostic> diagnostics) => Read(document, DeploymentSpec.TypeFor(document), diagnostics);

    private static T? Read<T>(SpecDocument document, SpecType<T> type, List<Diagnostic> diagnostics)
        where T : class
    {
        var before = diagnostics.Count;
        var spec = type.Read(document.Root, new ReadContext(document.Path, diagnostics));
        return diagnostics.Count == before ? spec : null;
    }
}
