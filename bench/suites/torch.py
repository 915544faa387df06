"""Networks against the same loops in PyTorch on the same libtorch: time of a step, and memory."""
import json
import os
import random
import statistics
import subprocess
from itertools import accumulate
from array import array
from measure import *

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch", "peer.py")
FIXED = {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1", "ATEN_CPU_CAPABILITY": "avx2", "DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
CLASSES, BATCH, RUNS = 10, 64, 5
LOOP = {"batch-size": BATCH, "optimizer": "adamw", "momentum": 0.9, "learning-rate": 0.001, "schedule": "constant", "warm-up": 0, "weight-decay": 0.01, "clip-norm": 0,
        "label-smoothing": 0, "class-weights": "none", "dropout": 0, "output-dropout": 0, "adversarial": 0, "mixup": 0,
        "shift": 0, "crop": 0, "flip": "none", "noise": 0, "drop-words": 0, "swap-words": 0}
TEXT = {"Values": 0, "Image": [], "Fields": 0, "Entries": 3000, "Longest": 65, "Grams": 0}

# Family, what it sees, its hyperparameters, rows, and epochs of the short and the long run.
CASES = [
    ("mlp", "Mlp", {"Values": 40, "Image": [], "Fields": 0, "Entries": 0, "Longest": 0, "Grams": 0}, {"layers": 2, "width": 128, "activation": "relu", "embedding": 8}, 20_000, 1, 9),
    ("cnn over images", "Cnn", {"Values": 256, "Image": [1, 16, 16], "Fields": 0, "Entries": 0, "Longest": 0, "Grams": 0}, {"layers": 2, "width": 16, "kernel": 3, "embedding": 8}, 3_000, 1, 3),
    ("cnn over texts", "Cnn", TEXT, {"layers": 2, "width": 64, "kernel": 3, "embedding": 64}, 6_000, 1, 3),
    ("lstm", "Lstm", TEXT, {"cell": "lstm", "layers": 1, "width": 64, "embedding": 64}, 3_000, 1, 3),
    ("transformer", "Transformer", TEXT, {"layers": 2, "width": 64, "heads": 4, "feed-forward": 128, "activation": "gelu", "norm": "before", "epsilon": 1e-5, "lora-rank": 0, "lora-alpha": 16}, 3_000, 1, 3),
]

if subprocess.run(["/usr/bin/python3", "-c", "import torch"], stderr=subprocess.DEVNULL).returncode != 0:
    raise SystemExit("left out: python3-torch is not here")


def put(folder, name, kind, values):
    with open(os.path.join(folder, "training." + name), "wb") as file:
        array(kind, values).tofile(file)


def rows(folder, layout, count):
    random.seed(3)
    targets = [random.randrange(CLASSES) for _ in range(count)]
    put(folder, "targets", "d", targets)
    put(folder, "weights", "d", [1] * count)
    if layout["Values"]:
        centres = [[random.gauss(0, 1) for _ in range(layout["Values"])] for _ in range(CLASSES)]
        put(folder, "features", "f", (c + random.gauss(0, 2) for t in targets for c in centres[t]))
        return
    texts = [[2] + [3 + random.randrange(300) * CLASSES % 2990 + (t if random.random() < 0.2 else random.randrange(CLASSES)) for _ in range(random.randint(4, 30))] for t in targets]
    put(folder, "tokens", "i", (w for t in texts for w in t))
    put(folder, "starts", "q", accumulate([0] + [len(t) for t in texts]))


def request(folder, family, layout, own, threads, epochs):
    shape = {"Family": family, "Layout": layout, "Outputs": CLASSES, "Hyperparameters": {**LOOP, **own, "epochs": epochs}}
    return json.dumps({"Folder": folder, "Train": True, "Validation": False, "Score": [], "Task": "MulticlassClassification", "Classes": [str(c) for c in range(CLASSES)],
                       "Shape": shape, "Seed": 7, "Threads": threads, "Patience": 0, "TopK": 5, "Checkpoint": os.path.join(folder, "none"), "CheckpointSeconds": 1e6, "Start": False, "Freeze": [], "Rates": {}})


for title, family, layout, own, count, few, many in CASES:
    with Folder() as ws:
        rows(ws, layout, count)
        steps = (count + BATCH - 1) // BATCH * (many - few)
        for threads in (1, 2):
            environment = {**FIXED, "OMP_NUM_THREADS": str(threads)}
            ours, peers, memory = [], [], []
            for _ in range(RUNS):
                short, long = (run([LEPTON, "torch"], ws, line=request(ws, family, layout, own, threads, e), environment=environment) for e in (few, many))
                short_peer, long_peer = (run(["/usr/bin/python3", SCRIPT], ws, line=request(ws, family, layout, own, threads, e), environment=environment) for e in (few, many))
                ours.append((short[0], long[0]))
                peers.append((short_peer[0], long_peer[0]))
                memory.append(long[1] / long_peer[1])

            # The fastest runs: what slows a run down is the machine's other guests, never the program.
            def step(runs):
                return (min(long for _, long in runs) - min(short for short, _ in runs)) / steps

            start = min(short for short, _ in ours) - step(ours) * steps / (many - few) * few
            print(f"{title}, {threads} threads: a step {1e6 * step(ours):.0f} us, in Python {1e6 * step(peers):.0f} us")
            show(f"{title}, {threads} threads, time of a step against PyTorch in Python", step(ours) / step(peers), 1.03, "x")
            show(f"{title}, {threads} threads, memory against it", statistics.median(memory), 1.0, "x")
            show(f"{title}, {threads} threads, start to first step", start, 3, "s")
