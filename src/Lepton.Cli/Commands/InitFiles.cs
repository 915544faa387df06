using System.Globalization;
using System.Text;
using Lepton.Evaluation.Statistics;

namespace Lepton.Cli.Commands;

/// <summary>The files of a new workspace.</summary>
internal static class InitFiles
{
    public static IReadOnlyList<(string Path, string Content)> All { get; } =
    [
        ("lepton.yaml",
            """
            # The workspace: where specs and store are. Commands work from any folder below this file.
            apiVersion: lepton/v1
            kind: Workspace
            name: example
            specs: [models, data-specs]
            """ + "\n"),
        (".gitignore", ".lepton/\nartifacts/\nbin/\nobj/\n"),
        (".gitattributes", "# Two branches' locks are merged by lepton merge-lock, where git knows it: lepton merge-lock --install.\n*.lock.yaml merge=lepton-lock\n"),
        ("data-specs/houses.yaml",
            """
            # A dataset: files, one query over them, the columns that leave it, the checks on them, and the split.
            # lepton schema dataset prints a JSON schema that editors can use.
            apiVersion: lepton/v1
            kind: Dataset
            name: houses
            description: 400 made-up houses
            files:
              - path: ../data/houses.csv
            query: SELECT id, area, rooms, district, price FROM files
            columns:
              id: { type: integer, role: id }
              area: { type: number, unit: m2, min: 0 }
              rooms: { type: integer, min: 1 }
              district: { type: category }
              price: { type: number, unit: EUR }
            checks:
              - rows: { min: 100 }
              - not-null: [area, rooms, price]
            split: { by: random, seed: 1, test: 0.25, validation: 0.15 }
            """ + "\n"),
        ("models/house-price.yaml",
            """
            # A model: what it learns from, how, how it is judged, and what it must pass.
            apiVersion: lepton/v1
            kind: Model
            name: house-price
            dataset: houses
            task: regression
            target: price
            trainer:
              type: linear
              hyperparameters: { l2: 1 }
            evaluation:
              metrics: [rmse, mae, r2]
            gates:
              - { metric: r2, min: 0.8 }     # passes only if the data prove it with 95 % confidence
              - { cost: size, max: 1MB }
            """ + "\n"),
        ("data/houses.csv", Houses()),
    ];

    private static string Houses()
    {
        var random = new SplitMix64(42);
        double Uniform() => (random.Next() >> 11) * (1.0 / (1UL << 53));
        var districts = new[] { "centre", "north", "river", "south" };
        var text = new StringBuilder("id,area,rooms,district,price\n");
        for (var id = 1; id <= 400; id++)
        {
            var area = Math.Round(35 + (140 * Uniform()), 1);
            var rooms = Math.Max(1, (int)(area / 28) + (int)(Uniform() * 2));
            var district = (int)(Uniform() * districts.Length);
            var noise = (Uniform() + Uniform() + Uniform() - 1.5) * 60_000;
            var price = Math.Round((2_600 * area) + (6_000 * rooms) + (district * 18_000) + 40_000 + noise);
            text.Append(CultureInfo.InvariantCulture, $"{id},{area},{rooms},{districts[district]},{price}\n");
        }

        return text.ToString();
    }
}
