"""Networks against the same loops in PyTorch on the same libtorch: time of a step, and memory."""
import statistics
import subprocess
from measure import *
from torch_loop import *

BATCH, RUNS = 64, 5

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


for title, family, layout, own, count, few, many in CASES:
    with Folder() as ws:
        rows(ws, layout, count)
        steps = (count + BATCH - 1) // BATCH * (many - few)
        for threads in (1, 2):
            environment = {**FIXED, "OMP_NUM_THREADS": str(threads)}
            ours, peers, memory = [], [], []
            for _ in range(RUNS):
                short, long = (run([LEPTON, "torch"], ws, line=request(ws, family, layout, own, threads, e), environment=environment) for e in (few, many))
                short_peer, long_peer = (run(["/usr/bin/python3", PEER], ws, line=request(ws, family, layout, own, threads, e), environment=environment) for e in (few, many))
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
