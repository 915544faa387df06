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


def banking(folder, data, validation=""):
    """The data set banking77 with its own test part; validation is the split's line for a part of the training rows."""
    os.makedirs(os.path.join(folder, "data"), exist_ok=True)
    for name in ("train.csv", "test.csv"):
        with open(os.path.join(data, name), "rb") as source, open(os.path.join(folder, "data", name), "wb") as target:
            target.write(source.read())
    write(os.path.join(folder, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\nspecs: [models, data-specs]\n")
    write(os.path.join(folder, "data-specs/banking.yaml"), f"""apiVersion: lepton/v1
kind: Dataset
name: banking
files: [{{ path: ../data/train.csv, name: training }}, {{ path: ../data/test.csv, name: testing }}]
query: |
  SELECT row AS id, text, category, false AS held FROM training
  UNION ALL
  SELECT 100000 + row, text, category, true FROM testing
columns:
  id: {{ type: integer, role: id }}
  text: {{ type: text }}
  category: {{ type: category }}
  held: {{ type: boolean }}
split:
  by: expression
  test: held{validation}
""")
