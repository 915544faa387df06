"""Makes workspaces of many models: usage as a module."""
import os
import random
from measure import write


def many_models(folder, models, datasets):
    """models over datasets, linear regression on 30 rows each."""
    rng = random.Random(1)
    write(os.path.join(folder, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: many\nspecs: [models, data-specs]\n")
    for d in range(datasets):
        rows = "".join(f"{i},{rng.random():.4f},{rng.random():.4f},{i % 7}\n" for i in range(30))
        write(os.path.join(folder, f"data/d{d}.csv"), "id,x1,x2,y\n" + rows)
        write(os.path.join(folder, f"data-specs/d{d}.yaml"), f"""apiVersion: lepton/v1
kind: Dataset
name: d{d}
files: [{{ path: ../data/d{d}.csv }}]
columns:
  id: {{ type: integer, role: id }}
  x*: {{ type: number }}
  y: {{ type: number }}
split: {{ by: expression, test: id % 3 = 0 }}
resources: {{ cpu: 1 }}
""")
    for m in range(models):
        write(os.path.join(folder, f"models/m{m}.yaml"), f"""apiVersion: lepton/v1
kind: Model
name: m{m}
dataset: d{m % datasets}
task: regression
target: y
trainer: {{ type: linear, hyperparameters: {{ l2: {1 + m} }} }}
evaluation: {{ metrics: [rmse], resamples: 100 }}
resources: {{ cpu: 1 }}
""")
