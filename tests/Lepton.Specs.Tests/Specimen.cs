using Lepton.Testing;

namespace Lepton.Specs.Tests;

/// <summary>A workspace of one dataset and one model, which tests change.</summary>
internal sealed class Specimen : IDisposable
{
    public const string Dataset = """
        apiVersion: lepton/v1
        kind: Dataset
        name: cells
        files:
          - path: ../data/cells.csv
        columns:
          id: { type: integer, role: id }
          size: { type: number }
          colour: { type: category }
          bad: { type: boolean }
          weight: { type: number, role: weight }
        split: { by: random, test: 0.2, validation: 0.2 }
        """;

    public const string Model = """
        apiVersion: lepton/v1
        kind: Model
        name: cell-check
        dataset: cells
        task: binary-classification
        target: bad
        trainer:
          type: xgboost
          hyperparameters: { rounds: 10 }
        evaluation:
          metrics: [auc]
        gates:
          - { metric: auc, min: 0.5 }
        """;

    private readonly TempFolder folder = new();

    public Specimen(string dataset = Dataset, string model = Model)
    {
        folder.Write("lepton.yaml", "apiVersion: lepton/v1\nkind: Workspace\nname: test\nspecs: [specs]\n");
        folder.Write("specs/dataset.yaml", dataset);
        folder.Write("specs/model.yaml", model);
    }

    public TempFolder Folder => folder;

    public LoadedWorkspace Load(params string[] overrides) => WorkspaceLoader.Load(folder.Path, overrides);

    public void Dispose() => folder.Dispose();
}
