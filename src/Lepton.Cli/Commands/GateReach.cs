using Lepton.Core.Diagnostics;
using Lepton.Evaluation.Statistics;
using Lepton.GitOps.Locks;
using Lepton.Specs;
using Lepton.Specs.Metrics;
using Lepton.Specs.Models;

namespace Lepton.Cli.Commands;

/// <summary>Warns of limits that even a perfect model could not prove with the rows there are; the lock tells how many.</summary>
internal static class GateReach
{
    public static IEnumerable<Diagnostic> Check(ModelSpec model)
    {
        if (LockFile.Read(Workspace.LockPath(model), [])?.Root["dataset"]?["test"]?["rows"] is not { } rows)
        {
            yield break;
        }

        var n = rows.GetValue<long>();
        for (var i = 0; i < model.Gates.Count; i++)
        {
            var gate = model.Gates[i];
            if (gate is { Metric: { } metric, Min: { } min, Slice: null, Against: null, OnFolds: false } && MetricCatalog.Get(metric) is { IsProportion: true, HigherIsBetter: true })
            {
                var best = Wilson.Of(1, n, 1 - model.Evaluation.Confidence).Low;
                if (best < min)
                {
                    yield return SpecDiagnostics.UnreachableGate(
                        model.At("gates", i, "min"),
                        $"{metric} of at least {min:G4} cannot be proven with {n} test rows: a model without a fault proves {best:0.000} at best");
                }
            }
        }
    }
}
