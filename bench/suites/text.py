"""banking77 with the linear trainer and tf-idf."""
import json
import os
from measure import *
from workspaces import banking

data = os.path.join(ROOT, "../shared/data/banking77")
if not os.path.isdir(data):
    raise SystemExit("left out: ../shared/data/banking77 is not here")
with Folder() as ws:
    banking(ws, data)
    write(os.path.join(ws, "models/intent.yaml"), """apiVersion: lepton/v1
kind: Model
name: intent
dataset: banking
task: multiclass-classification
target: category
features:
  include: [text]
  encode: { text: { type: tf-idf, words: [1, 2], characters: [2, 4], min-frequency: 2, max-features: 20000 } }
trainer: { type: linear, hyperparameters: { l2: 0.1, tolerance: 1e-5 } }
evaluation: { metrics: [accuracy] }
gates: [{ metric: accuracy, min: 0.88 }]
""")
    seconds, memory, text = run([LEPTON, "train", "--json"], ws)
    model = json.loads(text)["models"][0]
    print({k: v["seconds"] for k, v in model["steps"].items()}, f"{memory:.0f} MB, model of {model['artifact']['size'] / 1e6:.1f} MB")
    show("banking77 accuracy", model["metrics"]["accuracy"]["value"], 0.905, lower=False)
    show("banking77 end to end", seconds, 30, "s")
