"""Networks against the same loop in PyTorch on the same libtorch: time of a step, and memory."""
import json
import os
import random
import statistics
import subprocess
from array import array
from measure import *

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch", "perceptron.py")
FIXED = {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1", "ATEN_CPU_CAPABILITY": "avx2", "DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
ROWS, COLUMNS, CLASSES, BATCH = 20_000, 40, 10, 64
FEW, MANY, RUNS = 1, 9, 5

if subprocess.run(["/usr/bin/python3", "-c", "import torch"], stderr=subprocess.DEVNULL).returncode != 0:
    raise SystemExit("left out: python3-torch is not here")


def request(folder, threads, epochs):
    shape = {"Inputs": COLUMNS, "Outputs": CLASSES, "Layers": 2, "Width": 128, "Activation": "relu", "Dropout": 0.0}
    return json.dumps({"Folder": folder, "Train": True, "Validation": False, "Score": [], "Task": "MulticlassClassification", "Shape": shape, "Seed": 7,
                       "Threads": threads, "Epochs": epochs, "BatchSize": BATCH, "LearningRate": 0.001, "Schedule": "Constant", "WarmUp": 0, "WeightDecay": 0.01,
                       "ClipNorm": 0, "LabelSmoothing": 0, "Patience": 0, "Checkpoint": os.path.join(folder, "none"), "CheckpointSeconds": 1e6})


def lepton(folder, threads, epochs):
    return run([LEPTON, "torch"], folder, line=request(folder, threads, epochs), environment={**FIXED, "OMP_NUM_THREADS": str(threads)})


def python(folder, threads, epochs):
    return run(["/usr/bin/python3", SCRIPT, folder, str(threads), str(epochs), str(COLUMNS), str(CLASSES), str(BATCH)], folder, environment={**FIXED, "OMP_NUM_THREADS": str(threads)})


with Folder() as ws:
    random.seed(3)
    centres = [[random.gauss(0, 1) for _ in range(COLUMNS)] for _ in range(CLASSES)]
    targets = [random.randrange(CLASSES) for _ in range(ROWS)]
    with open(os.path.join(ws, "training.features"), "wb") as file:
        array("f", (c + random.gauss(0, 2) for t in targets for c in centres[t])).tofile(file)
    with open(os.path.join(ws, "training.targets"), "wb") as file:
        array("d", targets).tofile(file)
    with open(os.path.join(ws, "training.weights"), "wb") as file:
        array("d", [1] * ROWS).tofile(file)
    steps = (ROWS + BATCH - 1) // BATCH * (MANY - FEW)
    for threads in (1, 2):
        ours, peers, memory, start = [], [], [], []
        for _ in range(RUNS):
            few, many = lepton(ws, threads, FEW), lepton(ws, threads, MANY)
            few_python, many_python = python(ws, threads, FEW), python(ws, threads, MANY)
            ours.append((many[0] - few[0]) / steps)
            peers.append((many_python[0] - few_python[0]) / steps)
            memory.append(many[1] / many_python[1])
            start.append(few[0] - ours[-1] * steps / (MANY - FEW))
        print(f"mlp, {threads} threads: a step {1e6 * statistics.median(ours):.0f} us, in Python {1e6 * statistics.median(peers):.0f} us; start {statistics.median(start):.2f} s")
        show(f"mlp, {threads} threads, time of a step against PyTorch in Python", statistics.median(ours) / statistics.median(peers), 1.03, "x")
        show(f"mlp, {threads} threads, memory against it", statistics.median(memory), 1.0, "x")
        show(f"mlp, {threads} threads, start to first step", statistics.median(start), 3, "s")
