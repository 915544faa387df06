using Lepton.Data;
using Lepton.Data.Files;
using Lepton.Evaluation;
using Lepton.Evaluation.Gates;
using Lepton.Graph;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Store;
using Lepton.Store.Snapshots;
using Lepton.Training;

namespace Lepton.Cli.Pipeline;

/// <summary>Makes the steps of models: data → train → evaluate → gate, and cost where a gate asks for one.</summary>
internal sealed class ModelPipeline(Workspace workspace, LocalStore store, Engines engines, FileDigests digests)
{
    private readonly EngineStamp environment = new(workspace.Spec.Environment, Device.Class, engines.Version);

    /// <param name="last">The last kind of step wanted: data, train, evaluate or gate.</param>
    /// <param name="measured">The models whose costs are measured.</param>
    public StepGraph Graph(IEnumerable<ModelSpec> models, string last, Func<ModelSpec, bool> measured)
    {
        var files = new FileResolver(workspace.Root, new UrlCache(store), digests);
        var steps = new List<Step>();
        foreach (var model in models)
        {
            if (steps.TrueForAll(s => s.Id != DataStep.IdOf(model.Dataset)))
            {
                steps.Add(new DataStep(workspace.Datasets[model.Dataset], files, environment, () => engines.Duck));
            }

            steps.AddRange(Steps(model, measured(model)).TakeWhile(s => Order(s.Id.Kind) <= Order(last)));
        }

        return new StepGraph(steps);
    }

    private IEnumerable<Step> Steps(ModelSpec model, bool measured)
    {
        yield return new TrainStep(model, environment, () => engines.Duck, () => engines.Onnx, () => engines.XGBoost, () => engines.Torch);
        yield return new EvaluateStep(model, environment, () => engines.Duck, () => engines.Onnx);
        yield return new GateStep(model);
        if (measured && model.Gates.Any(g => g.Cost is not null))
        {
            yield return new CostStep(model, environment, () => engines.Duck, () => engines.Onnx, TimeProvider.System);
        }
    }

    private static int Order(string kind) => kind switch { "data" => 0, "train" => 1, "evaluate" => 2, _ => 3 };
}
