"""What the loops of the suites torch and gpu share: rows in files, and the line by which `lepton torch` and peer.py are asked to train on them."""
import json
import os
import random
from itertools import accumulate
from array import array

FIXED = {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1", "ATEN_CPU_CAPABILITY": "avx2", "DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2",
         # As lepton starts its own processes; Python's gains nothing by it and loses nothing.
         "MALLOC_TRIM_THRESHOLD_": "536870912", "MALLOC_MMAP_THRESHOLD_": "33554432"}
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch", "peer.py")
CLASSES = 10
LOOP = {"batch-size": 64, "precision": "float32", "optimizer": "adamw", "momentum": 0.9, "learning-rate": 0.001, "schedule": "constant", "warm-up": 0, "weight-decay": 0.01, "clip-norm": 0,
        "label-smoothing": 0, "class-weights": "none", "dropout": 0, "output-dropout": 0, "adversarial": 0, "mixup": 0,
        "shift": 0, "crop": 0, "flip": "none", "noise": 0, "drop-words": 0, "swap-words": 0}
TEXT = {"Values": 0, "Image": [], "Fields": 0, "Entries": 3000, "Longest": 65, "Grams": 0}



def put(folder, name, kind, values):
    with open(os.path.join(folder, "training." + name), "wb") as file:
        array(kind, values).tofile(file)


def rows(folder, layout, count, longest=30):
    random.seed(3)
    targets = [random.randrange(CLASSES) for _ in range(count)]
    put(folder, "targets", "d", targets)
    put(folder, "weights", "d", [1] * count)
    if layout["Values"]:
        centres = [[random.gauss(0, 1) for _ in range(layout["Values"])] for _ in range(CLASSES)]
        put(folder, "features", "f", (c + random.gauss(0, 2) for t in targets for c in centres[t]))
        return
    texts = [[2] + [3 + random.randrange(300) * CLASSES % 2990 + (t if random.random() < 0.2 else random.randrange(CLASSES)) for _ in range(random.randint(4, longest))] for t in targets]
    put(folder, "tokens", "i", (w for t in texts for w in t))
    put(folder, "starts", "q", accumulate([0] + [len(t) for t in texts]))


def request(folder, family, layout, own, threads, epochs, device="cpu"):
    shape = {"Family": family, "Layout": layout, "Outputs": CLASSES, "Hyperparameters": {**LOOP, **own, "epochs": epochs}}
    return json.dumps({"Folder": folder, "Train": True, "Validation": False, "Score": [], "Task": "MulticlassClassification", "Classes": [str(c) for c in range(CLASSES)],
                       "Shape": shape, "Seed": 7, "Threads": threads, "Patience": 0, "TopK": 5, "Checkpoint": os.path.join(folder, "none"), "CheckpointSeconds": 1e6, "Start": False, "Freeze": [], "Rates": {}, "Device": device})
