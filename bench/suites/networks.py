"""What networks reach on real data, and how long they train: digits as images, banking77 from scratch."""
import json
import os
import shutil
import statistics
from measure import *
from workspaces import banking

SEEDS = 5
LOOP = "schedule: cosine, warm-up: 0.05, clip-norm: 1"
BANKING = {
    "cnn": (0.91, f"epochs: 16, batch-size: 32, width: 256, kernel: 5, dropout: 0.5, {LOOP}"),
    "transformer": (0.89, "epochs: 20, width: 128, heads: 4, layers: 2, feed-forward: 256, dropout: 0.1, output-dropout: 0.3, drop-words: 0.2, label-smoothing: 0.1, "
                          f"learning-rate: 0.0015, {LOOP}"),
}


def train(ws, name):
    seconds, memory, text = run([LEPTON, "train", name, "--json"], ws)
    return seconds, memory, json.loads(text)["models"][0]["metrics"]["accuracy"]["value"]


with Folder() as ws:
    for folder in ("models", "data-specs", "data/digits"):
        os.makedirs(os.path.join(ws, folder))
    write(os.path.join(ws, "lepton.yaml"), "apiVersion: lepton/v1\nkind: Workspace\nname: bench\nspecs: [models, data-specs]\n")
    shutil.copy(os.path.join(ROOT, "data/digits/digits.csv.gz"), os.path.join(ws, "data/digits"))
    shutil.copy(os.path.join(ROOT, "data-specs/digit-images.yaml"), os.path.join(ws, "data-specs"))
    with open(os.path.join(ROOT, "models/digit-reader-cnn.yaml"), encoding="utf-8") as file:
        spec = file.read()
    for seed in range(SEEDS):
        write(os.path.join(ws, f"models/digits-{seed}.yaml"), spec.replace("name: digit-reader-cnn", f"name: digits-{seed}").replace("seed: 7", f"seed: {seed}"))
    runs = [train(ws, f"digits-{seed}") for seed in range(SEEDS)]
    print("digit-reader-cnn by seed:", [f"{accuracy:.4f}" for _, _, accuracy in runs])
    show("digit-reader-cnn accuracy, median of five seeds", statistics.median(r[2] for r in runs), 0.990, lower=False)
    show("digit-reader-cnn end to end, median", statistics.median(r[0] for r in runs), 15, "s")

data = os.path.join(ROOT, "../shared/data/banking77")
if not os.path.isdir(data):
    raise SystemExit("banking77 left out: ../shared/data/banking77 is not here")
with Folder() as ws:
    # Hyperparameters were chosen on the tenth of the training rows that is the validation part here; it is not trained on.
    banking(ws, data, "\n  validation: not held and ('0x' || substr(sha256(id::VARCHAR), 1, 4))::INTEGER % 10 = 0")
    for family, (least, hyperparameters) in BANKING.items():
        write(os.path.join(ws, f"models/{family}.yaml"), f"""apiVersion: lepton/v1
kind: Model
name: {family}
dataset: banking
task: multiclass-classification
target: category
features: {{ include: [text] }}
trainer: {{ type: torch, family: {family}, hyperparameters: {{ {hyperparameters} }} }}
resources: {{ cpu: 2 }}
evaluation: {{ metrics: [accuracy] }}
""")
        seconds, memory, accuracy = train(ws, family)
        print(f"banking77 {family}: {memory:.0f} MB")
        show(f"banking77 {family} accuracy", accuracy, least, lower=False)
        show(f"banking77 {family} end to end", seconds, 240, "s")
